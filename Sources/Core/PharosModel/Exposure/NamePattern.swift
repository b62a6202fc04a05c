// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One pattern of names: exact (`/cmd_vel`), a glob (`/arm/*`, `/sensors/**`) or, after `~`, a regular expression. After
/// `=` stands a name as it is, whatever signs it has.
///
/// `*` stands for any characters but `/`, `**` for any characters, `?` for one character but `/`. Regular expressions
/// must match the whole name (Pyros once let `/simple` show `/simple_server/get_loggers`).
public struct NamePattern: Sendable, Hashable, CustomStringConvertible {
    private enum Form: Sendable, Hashable {
        case exact(String)
        case glob([GlobToken])
        case regex
    }

    private enum GlobToken: Sendable, Hashable {
        case character(UInt8)
        case one
        case segment
        case any
    }

    /// The pattern as it was written.
    public let description: String
    private let form: Form

    /// A pattern from its text.
    /// - Throws: ``PharosError`` with `invalidValue` when a regular expression does not compile or a pattern is longer
    ///   than 1 024 bytes; a name behind `=` may have 65 535.
    public init(_ text: String) throws(PharosError) {
        if text.hasPrefix("=") {
            guard text.utf8.count <= 65_536 else {
                throw PharosError(.invalidValue, "a name has at most 65535 bytes, this one has \(text.utf8.count - 1)")
            }
            description = text
            form = .exact(String(text.dropFirst()))
            return
        }
        guard !text.isEmpty, text.utf8.count <= 1024 else {
            throw PharosError(.invalidValue, "a name pattern has 1 to 1024 bytes, this one has \(text.utf8.count)")
        }
        description = text
        if text.hasPrefix("~") {
            do {
                _ = try Regex(String(text.dropFirst()))
            } catch {
                throw PharosError(
                    .invalidValue, "'\(text)' is not a regular expression: \(error). Write a glob without '~'?",
                    cause: error)
            }
            form = .regex
        } else if text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            form = .glob(NamePattern.tokens(text))
        } else {
            form = .exact(text)
        }
    }

    /// Whether the whole of `name` matches.
    public func matches(_ name: String) -> Bool {
        switch form {
        case .exact(let exact): return name == exact
        case .glob([.any]): return true
        case .glob(let tokens): return NamePattern.match(tokens, Array(name.utf8))
        case .regex:
            // Compiled at each use: `Regex` is not Sendable, and names are matched when they appear, not per sample.
            guard let regex = try? Regex(String(description.dropFirst())) else { return false }
            return name.wholeMatch(of: regex) != nil
        }
    }

    private static func tokens(_ text: String) -> [GlobToken] {
        var tokens: [GlobToken] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "*"):
                if tokens.last == .segment { tokens[tokens.count - 1] = .any } else if tokens.last != .any {
                    tokens.append(.segment)
                }
            case UInt8(ascii: "?"): tokens.append(.one)
            default: tokens.append(.character(byte))
            }
        }
        return tokens
    }

    /// Dynamic programming over the tokens: time is bounded by tokens × bytes whatever the pattern.
    private static func match(_ tokens: [GlobToken], _ name: [UInt8]) -> Bool {
        var reachable = [Bool](repeating: false, count: name.count + 1)
        reachable[0] = true
        for token in tokens {
            var next = [Bool](repeating: false, count: name.count + 1)
            switch token {
            case .character(let byte):
                for index in name.indices where reachable[index] && name[index] == byte { next[index + 1] = true }
            case .one:
                for index in name.indices where reachable[index] && name[index] != UInt8(ascii: "/") {
                    next[index + 1] = true
                }
            case .segment, .any:
                var open = false
                for index in 0...name.count {
                    open = open || reachable[index]
                    next[index] = open
                    if index < name.count, token == .segment, name[index] == UInt8(ascii: "/") { open = false }
                }
            }
            reachable = next
        }
        return reachable[name.count]
    }
}

extension NamePattern {
    /// `**`, which matches every name.
    public static let everything = NamePattern(matchingEverything: ())

    /// The text of a pattern that matches this name alone.
    package static func literal(_ name: String) -> String { "=\(name)" }

    private init(matchingEverything: Void) {
        description = "**"
        form = .glob([.any])
    }
}
