// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is wrong with a name: where, what was expected, what came, and what helps.
public struct NameError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The byte in the name at which it stops being one.
    public var position: Int
    /// What was expected there.
    public var expected: String
    /// What came.
    public var found: String
    /// What helps, when that is known.
    public var hint: String?

    /// Creates an error.
    public init(position: Int, expected: String, found: String, hint: String? = nil) {
        self.position = position
        self.expected = expected
        self.found = found
        self.hint = hint
    }

    /// One sentence.
    public var description: String {
        "at byte \(position) \(expected) is expected, \(found) came\(hint.map { "; \($0)" } ?? "")"
    }
}
