// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is wrong with a definition, a value or bytes: what was expected, what came, and where.
public struct MessageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// A `.msg`, `.srv` or `.action` text does not follow the grammar.
        public static let invalidDefinition = Code("invalidDefinition")
        /// A definition names a type that is not to be found.
        public static let unknownType = Code("unknownType")
        /// Bytes end too early, or a length in them cannot be true.
        public static let truncated = Code("truncated")
        /// A value does not fit its field's type.
        public static let typeMismatch = Code("typeMismatch")
        /// A number is beyond its field's range.
        public static let outOfRange = Code("outOfRange")
        /// A field that the type does not have.
        public static let unknownField = Code("unknownField")
        /// JSON or MessagePack text that is not well formed.
        public static let malformed = Code("malformed")
        /// Deeper, longer or larger than allowed.
        public static let limitExceeded = Code("limitExceeded")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
