// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a terminal can show.
public struct TerminalStyle: Sendable, Hashable {
    /// How many colours there are.
    public enum Colours: Sendable, Hashable {
        /// None, or none are wanted.
        case none
        /// The eight of ECMA-48 and their bright forms.
        case basic
        /// The 256 of xterm.
        case full
    }

    /// How many colours there are.
    public var colours: Colours
    /// Whether only ASCII is used: a letter-like sign for each curve in place of braille dots.
    public var isASCII: Bool

    /// Creates a style.
    public init(colours: Colours = .none, isASCII: Bool = false) {
        self.colours = colours
        self.isASCII = isASCII
    }

    /// What the environment says of the terminal: `NO_COLOR` (no-color.org), `TERM`, `COLORTERM`, and whether the
    /// locale (`LC_ALL`, `LC_CTYPE`, `LANG`) writes UTF-8. A locale of which nothing is said, or `C`, counts as
    /// UTF-8, which every terminal of today shows.
    public init(environment: [String: String], isASCII: Bool = false) {
        let term = environment["TERM"] ?? "dumb"
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let isOther = locale.contains(".") && !locale.lowercased().contains("utf")
        self.isASCII = isASCII || isOther
        if !(environment["NO_COLOR"] ?? "").isEmpty || term == "dumb" || term.isEmpty {
            colours = .none
        } else if term.contains("256color") || !(environment["COLORTERM"] ?? "").isEmpty {
            colours = .full
        } else {
            colours = .basic
        }
    }

    /// The control sequence (ECMA-48, SGR) that begins an ink; empty without colours.
    func begin(_ ink: Ink) -> String {
        switch colours {
        case .none: return ""
        case .basic:
            let code =
                switch ink {
                case .curve(let number): [94, 91, 92, 95, 96, 93, 33, 37][Ink.place(number)]
                case .text: 39
                case .axis, .grid: 90
                case .alarm: 31
                case .warning: 33
                }
            return "\u{1B}[\(code)m"
        case .full:
            switch ink {
            case .curve(let number): return "\u{1B}[38;5;\([39, 208, 42, 176, 117, 220, 173, 250][Ink.place(number)])m"
            case .text: return "\u{1B}[39m"
            case .axis, .grid: return "\u{1B}[38;5;245m"
            case .alarm: return "\u{1B}[38;5;196m"
            case .warning: return "\u{1B}[38;5;214m"
            }
        }
    }
}
