// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// Compares two values, element by element where one is an array.
    mutating func compared(
        _ comparison: Comparison, _ left: ExpressionValue, _ right: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        if case .double(let a) = left, case .double(let b) = right { return .bool(comparison.holds(a, b)) }
        if let a = left.magnitude, let b = right.magnitude {
            try charge(combining: a, b)
            return ExpressionValue(
                try quantities { () throws(QuantityError) in
                    switch (left, right) {
                    case (.quantity(let a), .quantity(let b)): try a.compared(comparison, b)
                    case (.quantity(let a), _): try a.compared(comparison, plain: b)
                    case (_, .quantity(let b)): try b.compared(Self.mirrored(comparison), plain: a)
                    default: try a.compared(comparison, b)
                    }
                })
        }
        switch (left, right) {
        case (.string(let a), .string(let b)):
            try charge(Swift.min(left.weight, right.weight))
            return .bool(comparison.holds(a, b))
        case (.strings(let a), .string(let b)):
            try charge(left.weight)
            return .booleans(a.map { comparison.holds($0, b) })
        case (.string(let a), .strings(let b)):
            try charge(right.weight)
            return .booleans(b.map { comparison.holds(a, $0) })
        case (.strings(let a), .strings(let b)) where a.shape == b.shape:
            try charge(left.weight)
            let truths = zip(a.elements, b.elements).map { comparison.holds($0, $1) }
            return .booleans(
                try quantities { () throws(QuantityError) in try ShapedArray(shape: a.shape, elements: truths) })
        default: break
        }
        switch comparison {
        case .equal: return .bool(try identical(left, right))
        case .notEqual: return .bool(!(try identical(left, right)))
        default:
            throw ExpressionError.type(
                "'\(comparison.sign)' has no meaning between \(left.typeName) and \(right.typeName)")
        }
    }

    /// Whether type and value are the same.
    mutating func identical(_ left: ExpressionValue, _ right: ExpressionValue) throws(ExpressionError) -> Bool {
        try charge(Swift.min(left.weight, right.weight))
        return left == right
    }

    private static func mirrored(_ comparison: Comparison) -> Comparison {
        switch comparison {
        case .equal, .notEqual: comparison
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }

    /// Whether a value is true, as Python says: not zero, not empty, not None. An array must have one element.
    func truth(_ value: ExpressionValue) throws(ExpressionError) -> Bool {
        switch value {
        case .bool(let truth): return truth
        case .none: return false
        case .integer(let value): return value != 0
        case .double(let value): return value != 0
        case .string(let text): return !text.isEmpty
        case .unit: return true
        case .booleans, .integers, .doubles, .strings, .quantity: break
        }
        guard value.size == 1 else {
            throw ExpressionError.type(
                "one truth value is expected, \(value.typeName) came; use & and | between the elements of arrays")
        }
        switch value {
        case .booleans(let array): return array.elements.first ?? false
        case .strings(let array): return array.elements.first?.isEmpty == false
        default: return value.magnitude?.elements.first.map { $0 != 0 } ?? false
        }
    }

    /// Python's `in`: a part of a text, an element of an array.
    mutating func contains(_ value: ExpressionValue, in container: ExpressionValue) throws(ExpressionError) -> Bool {
        try charge(container.weight + value.weight)
        switch (value, container) {
        case (.string(let part), .string(let text)):
            return Self.contains(Array(part.utf8), in: Array(text.utf8))
        case (.string(let text), .strings(let array)): return array.elements.contains(text)
        default: break
        }
        guard !container.shape.isEmpty, value.shape.isEmpty else {
            throw ExpressionError.type("'in' has no meaning between \(value.typeName) and \(container.typeName)")
        }
        guard case .booleans(let found) = try compared(.equal, container, value) else { return false }
        return found.elements.contains(true)
    }

    /// Searches bytes in linear time (Knuth, Morris, Pratt).
    private static func contains(_ part: [UInt8], in text: [UInt8]) -> Bool {
        guard !part.isEmpty else { return true }
        var failure = [Int](repeating: 0, count: part.count)
        var matched = 0
        for index in part.indices.dropFirst() {
            while matched > 0 && part[index] != part[matched] { matched = failure[matched - 1] }
            if part[index] == part[matched] { matched += 1 }
            failure[index] = matched
        }
        matched = 0
        for byte in text {
            while matched > 0 && byte != part[matched] { matched = failure[matched - 1] }
            if byte == part[matched] { matched += 1 }
            if matched == part.count { return true }
        }
        return false
    }
}
