// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is wrong with a table or with what was asked of it.
public struct ArrowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// The bytes are no Arrow stream, or lead out of themselves.
        public static let malformed = Code("malformed")
        /// Arrow has it and this library does not.
        public static let unsupported = Code("unsupported")
        /// It is larger than the limits allow.
        public static let limitExceeded = Code("limitExceeded")
        /// The table has no column of that name.
        public static let noSuchColumn = Code("noSuchColumn")
        /// The column's values are of another type.
        public static let wrongType = Code("wrongType")
        /// The column has nulls where none are expected.
        public static let hasNulls = Code("hasNulls")
        /// What a table is to be made of does not fit together.
        public static let invalidArgument = Code("invalidArgument")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String
    /// The column it is about, a path of names with dots inside nested ones.
    public var column: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, column: String? = nil) {
        self.code = code
        self.message = message
        self.column = column
    }

    /// The column and the message.
    public var description: String { column.map { "column '\($0)': \(message)" } ?? message }

    /// The same error, of a column when it was of none.
    func of(_ column: String) -> ArrowError {
        var error = self
        if error.column == nil { error.column = column }
        return error
    }
}
