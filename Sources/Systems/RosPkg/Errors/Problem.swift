// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Something wrong that was met on the way and that hides nothing else: a broken manifest, an unreadable directory.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable {
        /// The package can be used; its author should know.
        case warning
        /// The package, or what is below the directory, cannot be used as it is.
        case error
    }

    /// How bad it is.
    public var severity: Severity
    /// Which rule it breaks, in a word: `malformed`, `invalid`, `duplicate`, `dangling`, `unreadable`, `depth`, `loop`.
    public var rule: String
    /// The file or directory.
    public var path: String
    /// One line for a person.
    public var message: String

    public init(_ severity: Severity, _ rule: String, path: String, _ message: String) {
        self.severity = severity
        self.rule = rule
        self.path = path
        self.message = message
    }

    /// On one line, whatever is in the message.
    public var description: String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(severity.rawValue): \(path): \(line) (\(rule))"
    }
}
