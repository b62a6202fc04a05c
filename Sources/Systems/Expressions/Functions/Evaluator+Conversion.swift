// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// `int(x)`: the integer part of a number, the integer that a text is.
    mutating func toInteger(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        if case .string(let text) = value {
            try charge(value.weight)
            guard let integer = Int64(Self.trimmed(text)) else {
                throw ExpressionError.value(
                    "int needs the text of an integer within 64 bits, '\(text.prefix(40))' came")
            }
            return .integer(integer)
        }
        let magnitude = try pureScalar(value, of: .int)
        if case .integer(let value) = magnitude { return .integer(value) }
        return .integer(try Self.truncated(magnitude.scalar ?? .nan))
    }

    /// `float(x)`: a number as floating point, the number that a text is.
    mutating func toFloat(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        if case .string(let text) = value {
            try charge(value.weight)
            let trimmed = Self.trimmed(text)
            let known = trimmed.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "x") && $0 != UInt8(ascii: "(") }
            guard known, let number = Double(trimmed) else {
                throw ExpressionError.value("float needs the text of a number, '\(text.prefix(40))' came")
            }
            return .double(number)
        }
        return .double(try pureScalar(value, of: .float).scalar ?? .nan)
    }

    /// `str(x)`; of an array of a thousand elements at most.
    mutating func text(_ value: ExpressionValue) throws(ExpressionError) -> String {
        guard value.shape.isEmpty || value.shape.reduce(1, { $0 * Swift.max($1, 1) }) <= 1000 else {
            throw ExpressionError(
                code: .limit, message: "str takes arrays of 1000 elements at most, \(value.size) came")
        }
        try charge(elements: value.weight)
        return value.description
    }

    /// A number without dimension; of an array of one element the element.
    private mutating func pureScalar(_ value: ExpressionValue, of function: Function) throws(ExpressionError)
        -> Magnitude
    {
        let quantity = try number(value, of: function)
        let magnitude = try quantities { () throws(QuantityError) in try quantity.dimensionlessMagnitude }
        guard !magnitude.isScalar else { return magnitude }
        guard magnitude.count == 1 else {
            throw ExpressionError.type("\(function.rawValue) needs one number, \(value.typeName) came")
        }
        return magnitude.isFloating ? .double(magnitude.elements[0]) : .integer(magnitude.integerElements[0])
    }

    private static func trimmed(_ text: String) -> Substring {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
