// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is wrong with a unit, a quantity or an operation between two of them.
public struct QuantityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of mistake it is; more may come.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name, as in ``description``.
        public let description: String

        /// The text is not a unit or a quantity.
        public static let syntax = Code(description: "syntax")
        /// No unit has that name.
        public static let unknownUnit = Code(description: "unknown unit")
        /// The two units do not measure the same thing.
        public static let dimension = Code(description: "dimension")
        /// A temperature with an offset, or a level in decibel, in a product or a sum that has no meaning.
        public static let offsetUnit = Code(description: "offset unit")
        /// The shapes of two arrays do not fit, or an array has not as many elements as its shape says.
        public static let shape = Code(description: "shape")
        /// A scalar is divided by zero.
        public static let divisionByZero = Code(description: "division by zero")
        /// The result is larger than a 64-bit floating point number can hold, or is not a real number.
        public static let range = Code(description: "range")
    }

    /// What kind of mistake it is.
    public var code: Code
    /// What was expected, what came, and what helps.
    public var message: String
    /// The UTF-8 offset in the text that was parsed, if one was.
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

    package static func dimension(_ left: Unit, _ right: Unit) -> QuantityError {
        QuantityError(
            code: .dimension,
            message: "'\(left.name)' (\(left.dimensionName)) cannot be converted to "
                + "'\(right.name)' (\(right.dimensionName))")
    }

    package static func offset(_ operation: String, _ unit: Unit) -> QuantityError {
        QuantityError(
            code: .offsetUnit,
            message: "\(operation) with the offset unit '\(unit.name)' has no meaning; "
                + "convert to kelvin (or the linear unit) first, or use a difference such as delta_\(unit.name)")
    }
}
