// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The operations between two magnitudes.
package enum ArithmeticOperation: Sendable, Hashable {
    case add, subtract, multiply, divide, floorDivide, remainder, power

    /// The sign, as in Python.
    package var sign: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .floorDivide: "//"
        case .remainder: "%"
        case .power: "**"
        }
    }
}

extension Magnitude {
    /// Combines two magnitudes, element by element where one is an array.
    ///
    /// Scalars follow Python, arrays numpy: a scalar divided by zero is an error, an array has infinities and NaN
    /// there. Integers that leave 64 bits become floating point (the whole array does). Integers to negative powers
    /// are floating point.
    package func combined(_ operation: ArithmeticOperation, _ other: Magnitude) throws(QuantityError) -> Magnitude {
        switch (self, other) {
        case (.double(let a), .double(let b)): return .double(try doubles(operation, a, b))
        case (.integer(let a), .integer(let b)): return try integers(operation, a, b)
        case (.integer(let a), .double(let b)): return .double(try doubles(operation, Double(a), b))
        case (.double(let a), .integer(let b)): return .double(try doubles(operation, a, Double(b)))
        default: break
        }
        let broadcast = try Broadcast(shape, other.shape)
        if let a = integerArray, let b = other.integerArray,
            let result = integerArrays(operation, a, b, broadcast)
        {
            return .integers(result)
        }
        return .doubles(doubleArrays(operation, doubleArray, other.doubleArray, broadcast))
    }

    // MARK: Scalars

    private func doubles(_ operation: ArithmeticOperation, _ a: Double, _ b: Double) throws(QuantityError) -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide, .floorDivide, .remainder:
            guard b != 0 else { throw Self.zero(operation, "\(a)") }
            if operation == .divide { return a / b }
            return operation == .floorDivide ? a.flooredQuotient(b) : a.flooredRemainder(b)
        case .power:
            guard a != 0 || !(b < 0) else { throw Self.zero(operation, "0.0") }
            let result = Quantities.power(a, b)
            guard !result.isNaN || a.isNaN || b.isNaN else {
                throw QuantityError(
                    code: .range, message: "\(a) ** \(b) is a complex number; only real ones are known here")
            }
            guard !result.isInfinite || a.isInfinite || b.isInfinite else {
                throw QuantityError(code: .range, message: "\(a) ** \(b) is larger than any floating point number")
            }
            return result
        }
    }

    private func integers(_ operation: ArithmeticOperation, _ a: Int64, _ b: Int64) throws(QuantityError) -> Magnitude {
        if b == 0 {
            switch operation {
            case .divide, .floorDivide, .remainder: throw Self.zero(operation, "\(a)")
            default: break
            }
        }
        if let result = a.exactly(operation, b) { return .integer(result) }
        return .double(try doubles(operation, Double(a), Double(b)))
    }

    private static func zero(_ operation: ArithmeticOperation, _ value: String) -> QuantityError {
        QuantityError(
            code: .divisionByZero,
            message: operation == .power
                ? "zero to a negative power" : "\(value) \(operation.sign) 0: a divisor other than zero is expected")
    }

    // MARK: Arrays

    /// Integers where all results are; nil otherwise.
    private func integerArrays(
        _ operation: ArithmeticOperation, _ a: ShapedArray<Int64>, _ b: ShapedArray<Int64>, _ broadcast: Broadcast
    ) -> ShapedArray<Int64>? {
        var overflown = false
        let result: ShapedArray<Int64>
        switch operation {
        case .divide: return nil
        case .add:
            result = broadcast.combine(a, b) { a, b in
                let (sum, overflow) = a.addingReportingOverflow(b)
                overflown = overflown || overflow
                return sum
            }
        case .subtract:
            result = broadcast.combine(a, b) { a, b in
                let (difference, overflow) = a.subtractingReportingOverflow(b)
                overflown = overflown || overflow
                return difference
            }
        case .multiply:
            result = broadcast.combine(a, b) { a, b in
                let (product, overflow) = a.multipliedReportingOverflow(by: b)
                overflown = overflown || overflow
                return product
            }
        case .floorDivide, .remainder, .power:
            result = broadcast.combine(a, b) { a, b in
                // numpy: an integer divided by zero is zero.
                if b == 0 && operation != .power { return 0 }
                guard let exact = a.exactly(operation, b) else {
                    overflown = true
                    return 0
                }
                return exact
            }
        }
        return overflown ? nil : result
    }

    private func doubleArrays(
        _ operation: ArithmeticOperation, _ a: ShapedArray<Double>, _ b: ShapedArray<Double>, _ broadcast: Broadcast
    ) -> ShapedArray<Double> {
        switch operation {
        case .add: broadcast.combine(a, b) { $0 + $1 }
        case .subtract: broadcast.combine(a, b) { $0 - $1 }
        case .multiply: broadcast.combine(a, b) { $0 * $1 }
        case .divide: broadcast.combine(a, b) { $0 / $1 }
        case .floorDivide: broadcast.combine(a, b) { $0.flooredQuotient($1) }
        case .remainder: broadcast.combine(a, b) { $0.flooredRemainder($1) }
        case .power: broadcast.combine(a, b) { Quantities.power($0, $1) }
        }
    }

    /// Combines two magnitudes as floating point numbers with a function of two.
    package func zipped(
        _ other: Magnitude, _ operation: (Double, Double) -> Double
    ) throws(QuantityError) -> Magnitude {
        if let a = scalar, let b = other.scalar { return .double(operation(a, b)) }
        return .doubles(try Broadcast(shape, other.shape).combine(doubleArray, other.doubleArray, operation))
    }

    /// The magnitude with the sign changed.
    package var negated: Magnitude {
        switch self {
        case .integer(let value): value == .min ? .double(-Double(value)) : .integer(-value)
        case .double(let value): .double(-value)
        case .integers(let array) where !array.elements.contains(.min): .integers(array.map { -$0 })
        case .integers(let array): .doubles(array.map { -Double($0) })
        case .doubles(let array): .doubles(array.map { -$0 })
        }
    }

    /// The magnitude without signs.
    package var absolute: Magnitude {
        switch self {
        case .integer(let value): value == .min ? .double(-Double(value)) : .integer(abs(value))
        case .double(let value): .double(abs(value))
        case .integers(let array) where !array.elements.contains(.min): .integers(array.map { abs($0) })
        case .integers(let array): .doubles(array.map { abs(Double($0)) })
        case .doubles(let array): .doubles(array.map { abs($0) })
        }
    }
}

extension Magnitude {
    /// Combines the bits of integers; floating point numbers stay out of it and give the left side back.
    package func combinedBits(
        _ other: Magnitude, _ operation: (Int64, Int64) -> Int64
    ) throws(QuantityError) -> Magnitude {
        guard let a = integerArray, let b = other.integerArray else { return self }
        if a.rank == 0, b.rank == 0, let a = a.elements.first, let b = b.elements.first {
            return .integer(operation(a, b))
        }
        return .integers(try Broadcast(a.shape, b.shape).combine(a, b, operation))
    }
}
