// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What something is drawn with; each surface has its own colours for them.
public enum Ink: Sendable, Hashable {
    /// The curve of this number; eight colours in turn.
    case curve(Int)
    /// Titles, names, values.
    case text
    /// Axes and their labels.
    case axis
    /// Lines behind the curves.
    case grid
    /// An alarm, an error.
    case alarm
    /// A warning.
    case warning

    /// The number of the colour among a surface's eight for curves.
    static func place(_ number: Int) -> Int { ((number % 8) + 8) % 8 }

    /// Red, green and blue on white paper. The curves' colours are Okabe and Ito's, which colour-blind people tell
    /// apart ("Color Universal Design", 2008), the yellow made a brown that can be seen on white.
    var onPaper: (red: UInt8, green: UInt8, blue: UInt8) {
        switch self {
        case .curve(let number):
            [
                (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x9E, 0x73), (0xCC, 0x79, 0xA7),
                (0x56, 0xB4, 0xE9), (0xE6, 0x9F, 0x00), (0x8C, 0x56, 0x4B), (0x66, 0x66, 0x66),
            ][Ink.place(number)]
        case .text: (0x22, 0x22, 0x22)
        case .axis: (0x55, 0x55, 0x55)
        case .grid: (0xE4, 0xE4, 0xE4)
        case .alarm: (0xC6, 0x28, 0x28)
        case .warning: (0xE0, 0x7B, 0x00)
        }
    }
}
