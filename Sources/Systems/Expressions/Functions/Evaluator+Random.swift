// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// `rand(d0, …)`, `randn(d0, …)`, `random(size)`, `randint(low, high, size)`.
    mutating func random(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        switch arguments.function {
        case .rand, .randn:
            let normal = arguments.function == .randn
            guard !arguments.given.isEmpty else { return .double(normal ? normalNumber() : uniformNumber()) }
            var extents: [Int64] = []
            for value in arguments.given { extents.append(Int64(try integer(value, "an extent"))) }
            return try numbers(try shape(.integers(ShapedArray(extents)), of: arguments.function), normal: normal)
        case .random:
            guard let size = arguments[0], size != .none else { return .double(uniformNumber()) }
            return try numbers(try shape(size, of: .random), normal: false)
        default: return try integers(arguments)
        }
    }

    private mutating func numbers(_ shape: [Int], normal: Bool) throws(ExpressionError) -> ExpressionValue {
        try charge(shape: shape)
        let count = elementCount(shape)
        var elements: [Double] = []
        elements.reserveCapacity(count ?? 0)
        for _ in 0..<(count ?? 0) { elements.append(normal ? normalNumber() : uniformNumber()) }
        return .doubles(
            try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) })
    }

    private mutating func integers(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        var low = 0
        var high = try integer(try arguments.required(0), "a bound")
        if let given = arguments[1], given != .none { (low, high) = (high, try integer(given, "a bound")) }
        guard low < high else {
            throw ExpressionError.value("randint needs a lower bound below the upper one, \(low) and \(high) came")
        }
        guard let size = arguments[2], size != .none else { return .integer(Int64(integer(from: low, below: high))) }
        let shape = try shape(size, of: .randint)
        try charge(shape: shape)
        let count = elementCount(shape)
        var elements: [Int64] = []
        elements.reserveCapacity(count ?? 0)
        for _ in 0..<(count ?? 0) { elements.append(Int64(integer(from: low, below: high))) }
        return .integers(
            try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) })
    }

    /// Within [0, 1), 53 random bits.
    private mutating func uniformNumber() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    /// Of the normal distribution with mean 0 and deviation 1 (Box and Muller).
    private mutating func normalNumber() -> Double {
        let radius = (-2 * naturalLog(1 - uniformNumber())).squareRoot()
        return radius * cosine(2 * Double.pi * uniformNumber())
    }

    private mutating func integer(from low: Int, below high: Int) -> Int {
        // The number of integers fits into 64 bits without sign.
        let count = UInt64(bitPattern: Int64(high)) &- UInt64(bitPattern: Int64(low))
        let draw = generator.next().multipliedFullWidth(by: count).high
        return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(low)) &+ draw)
    }
}
