// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Why an expression cannot be read or evaluated.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of mistake it is; more may come.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name, as in ``description``.
        public let description: String

        /// The text is not an expression.
        public static let syntax = Code(description: "syntax")
        /// A name is not one of those that expressions may use.
        public static let unknownName = Code(description: "unknown name")
        /// Substitutions refer to each other in a circle.
        public static let cycle = Code(description: "cycle")
        /// The expression or a value in it is larger than the limits allow.
        public static let limit = Code(description: "limit")
        /// An operation has no meaning for values of these types.
        public static let type = Code(description: "type")
        /// A value is outside the range that an operation takes.
        public static let value = Code(description: "value")
        /// An index is outside the array or the string.
        public static let index = Code(description: "index")
        /// The shapes of arrays do not fit.
        public static let shape = Code(description: "shape")
        /// Units do not fit.
        public static let unit = Code(description: "unit")
        /// A scalar is divided by zero.
        public static let divisionByZero = Code(description: "division by zero")
        /// Another number of references than the expression has.
        public static let references = Code(description: "references")
    }

    /// What kind of mistake it is.
    public var code: Code
    /// What was expected, what came, and what helps.
    public var message: String
    /// The UTF-8 offset in the text of the expression, where known.
    public var position: Int?

    /// Creates an error.
    public init(code: Code, message: String, position: Int? = nil) {
        self.code = code
        self.message = message
        self.position = position
    }

    /// One sentence.
    public var description: String {
        position.map { "at byte \($0): \(message)" } ?? message
    }
}
