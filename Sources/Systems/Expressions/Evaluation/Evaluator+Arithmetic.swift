// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// Combines the two values on top.
    @inline(__always)
    mutating func arithmetic(_ operation: ArithmeticOperation) throws(ExpressionError) {
        let top = stack.count - 1
        guard top > 0 else { return }
        // Two plain numbers, without moving values about.
        if case .double(let right) = stack[top], case .double(let left) = stack[top - 1] {
            let result: Double? =
                switch operation {
                case .add: left + right
                case .subtract: left - right
                case .multiply: left * right
                case .divide where right != 0: left / right
                default: nil
                }
            if let result {
                stack.removeLast()
                stack[top - 1] = .double(result)
                return
            }
        }
        let right = pop()
        let left = pop()
        stack.append(try combined(operation, left, right))
    }

    /// Combines two values.
    mutating func combined(
        _ operation: ArithmeticOperation, _ left: ExpressionValue, _ right: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        switch (left, right) {
        case (.quantity(let a), .quantity(let b)):
            try charge(combining: a.magnitude, b.magnitude, operation)
            return .plain(try quantities { () throws(QuantityError) in try a.combined(operation, b) })
        case (.quantity(let a), _):
            guard let b = right.magnitude else { throw unsupported(operation, left, right) }
            try charge(combining: a.magnitude, b, operation)
            return try combined(operation, a, plain: b)
        case (_, .quantity(let b)):
            guard let a = left.magnitude else { throw unsupported(operation, left, right) }
            try charge(combining: a, b.magnitude, operation)
            return try combined(operation, plain: a, b)
        default: break
        }
        guard let a = left.magnitude, let b = right.magnitude else { return try texts(operation, left, right) }
        try charge(combining: a, b, operation)
        return ExpressionValue(try quantities { () throws(QuantityError) in try a.combined(operation, b) })
    }

    private func combined(
        _ operation: ArithmeticOperation, _ left: Quantity, plain right: Magnitude
    ) throws(ExpressionError) -> ExpressionValue {
        .plain(
            try quantities { () throws(QuantityError) in
                switch operation {
                case .add, .subtract: try left.sum(operation, plain: right, plainFirst: false)
                default: try left.combined(operation, Quantity(right))
                }
            })
    }

    private func combined(
        _ operation: ArithmeticOperation, plain left: Magnitude, _ right: Quantity
    ) throws(ExpressionError) -> ExpressionValue {
        .plain(
            try quantities { () throws(QuantityError) in
                switch operation {
                case .add, .subtract: try right.sum(operation, plain: left, plainFirst: true)
                default: try Quantity(left).combined(operation, right)
                }
            })
    }

    /// Charges for an operation between two magnitudes, whose result may be larger than both.
    @inline(__always)
    mutating func charge(
        combining left: Magnitude, _ right: Magnitude, _ operation: ArithmeticOperation = .add
    ) throws(ExpressionError) {
        if left.isScalar && right.isScalar { return }
        let shape = try quantities { () throws(QuantityError) in try Broadcast(left.shape, right.shape).shape }
        try charge(shape: shape)
        // Powers and remainders take several times as long as sums.
        switch operation {
        case .add, .subtract, .multiply, .divide: break
        case .floorDivide, .remainder, .power: try charge(3 * (elementCount(shape) ?? 0))
        }
    }

    private mutating func texts(
        _ operation: ArithmeticOperation, _ left: ExpressionValue, _ right: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        switch (operation, left, right) {
        case (.add, .string(let a), .string(let b)):
            try charge(elements: a.utf8.count + b.utf8.count)
            return .string(a + b)
        case (.add, .strings(let a), .strings(let b)) where a.rank == 1 && b.rank == 1:
            try charge(elements: left.weight + right.weight)
            return .strings(ShapedArray(a.elements + b.elements))
        case (.multiply, .string(let text), _): return .string(try repeated(text, right))
        case (.multiply, _, .string(let text)): return .string(try repeated(text, left))
        default: throw unsupported(operation, left, right)
        }
    }

    private mutating func repeated(_ text: String, _ count: ExpressionValue) throws(ExpressionError) -> String {
        let count = try integer(count, "the number of repetitions")
        guard count > 0 else { return "" }
        let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
        try charge(elements: overflow ? nil : bytes)
        // Nothing repeated any number of times is nothing, in no time.
        return text.isEmpty ? "" : String(repeating: text, count: count)
    }

    private func unsupported(
        _ operation: ArithmeticOperation, _ left: ExpressionValue, _ right: ExpressionValue
    ) -> ExpressionError {
        .type("'\(operation.sign)' has no meaning between \(left.typeName) and \(right.typeName)")
    }

    // MARK: One operand

    mutating func negated(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        try charge(value.size)
        guard let quantity = value.quantity else {
            throw ExpressionError.type("'-' has no meaning for \(value.typeName)")
        }
        return .plain(Quantity(quantity.magnitude.negated, quantity.unit))
    }

    mutating func identity(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        try charge(value.size)
        guard let quantity = value.quantity else {
            throw ExpressionError.type("'+' has no meaning for \(value.typeName)")
        }
        return .plain(quantity)
    }

    mutating func complement(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        try charge(value.size)
        switch value {
        case .bool(let value): return .integer(value ? -2 : -1)
        case .integer(let value): return .integer(~value)
        case .booleans(let array): return .booleans(array.map { !$0 })
        case .integers(let array): return .integers(array.map { ~$0 })
        default: throw ExpressionError.type("'~' has no meaning for \(value.typeName)")
        }
    }

    /// `&`, `|`, `^` on truth values and integers, shifts on integers.
    mutating func bitwise(
        _ operation: BitwiseOperation, _ left: ExpressionValue, _ right: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        let isBoolean = left.elementType == .boolean && right.elementType == .boolean
        guard isBoolean || isIntegral(left) && isIntegral(right), let a = left.magnitude, let b = right.magnitude else {
            throw ExpressionError.type(
                "'\(operation.rawValue)' has no meaning between \(left.typeName) and \(right.typeName); "
                    + "truth values or integers are expected")
        }
        try charge(combining: a, b)
        if operation == .shiftLeft || operation == .shiftRight {
            guard case .integer(let value) = a, case .integer(let count) = b, count >= 0 else {
                throw ExpressionError.value("a shift needs integers, the second of which is not negative")
            }
            // By multiplication, so that what does not fit becomes floating point as everywhere.
            if operation == .shiftRight { return .integer(value >> Swift.min(count, 63)) }
            if value == 0 { return .integer(0) }
            return try combined(.multiply, .integer(value), try combined(.power, .integer(2), .integer(count)))
        }
        let result = try quantities { () throws(QuantityError) in
            try a.combinedBits(b) { a, b in
                switch operation {
                case .or: a | b
                case .exclusiveOr: a ^ b
                default: a & b
                }
            }
        }
        guard isBoolean else { return ExpressionValue(result) }
        switch result {
        case .integer(let value): return .bool(value != 0)
        case .integers(let array): return .booleans(array.map { $0 != 0 })
        default: return ExpressionValue(result)
        }
    }

    private func isIntegral(_ value: ExpressionValue) -> Bool {
        switch value {
        case .bool, .integer, .booleans, .integers: true
        default: false
        }
    }
}
