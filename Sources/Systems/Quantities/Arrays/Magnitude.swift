// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The number, or the numbers, of a quantity.
///
/// Integers stay exact (64 bits) as long as an operation allows; what does not fit becomes floating point.
public enum Magnitude: Sendable, Hashable {
    /// One integer.
    case integer(Int64)
    /// One floating point number.
    case double(Double)
    /// An array of integers.
    case integers(ShapedArray<Int64>)
    /// An array of floating point numbers.
    case doubles(ShapedArray<Double>)

    /// The shape; empty for a scalar.
    public var shape: [Int] {
        switch self {
        case .integer, .double: []
        case .integers(let array): array.shape
        case .doubles(let array): array.shape
        }
    }

    /// How many numbers it has.
    public var count: Int {
        switch self {
        case .integer, .double: 1
        case .integers(let array): array.elements.count
        case .doubles(let array): array.elements.count
        }
    }

    /// Whether it is one number.
    public var isScalar: Bool {
        switch self {
        case .integer, .double: true
        case .integers, .doubles: false
        }
    }

    /// The number, if it is one; an integer beyond 2^53 is rounded.
    public var scalar: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .integers, .doubles: nil
        }
    }

    /// All numbers as floating point, in row-major order.
    public var elements: [Double] {
        switch self {
        case .integer(let value): [Double(value)]
        case .double(let value): [value]
        case .integers(let array): array.elements.map(Double.init)
        case .doubles(let array): array.elements
        }
    }

    /// Whether every number is zero or not a number: such magnitudes are comparable with any quantity, as in pint.
    package var isZeroOrNaN: Bool {
        switch self {
        case .integer(let value): value == 0
        case .double(let value): value == 0 || value.isNaN
        case .integers(let array): array.elements.allSatisfy { $0 == 0 }
        case .doubles(let array): array.elements.allSatisfy { $0 == 0 || $0.isNaN }
        }
    }

    /// The same with a function applied to each number.
    @inline(__always)
    package func mapDoubles(_ transform: (Double) -> Double) -> Magnitude {
        switch self {
        case .integer(let value): .double(transform(Double(value)))
        case .double(let value): .double(transform(value))
        case .integers(let array): .doubles(array.map { transform(Double($0)) })
        case .doubles(let array): .doubles(array.map(transform))
        }
    }

    var integerArray: ShapedArray<Int64>? {
        switch self {
        case .integer(let value): ShapedArray(unchecked: [], [value])
        case .integers(let array): array
        case .double, .doubles: nil
        }
    }

    var doubleArray: ShapedArray<Double> {
        switch self {
        case .integer(let value): ShapedArray(unchecked: [], [Double(value)])
        case .double(let value): ShapedArray(unchecked: [], [value])
        case .integers(let array): array.map(Double.init)
        case .doubles(let array): array
        }
    }
}

extension Magnitude: CustomStringConvertible {
    /// The number as short as it can be read back, arrays in brackets.
    public var description: String {
        switch self {
        case .integer(let value): value.description
        case .double(let value): value.description
        case .integers(let array): nestedText(array.shape, array.elements.map(\.description))
        case .doubles(let array): nestedText(array.shape, array.elements.map(\.description))
        }
    }

    /// With that many decimals.
    ///
    /// - Parameter precision: 0 to 40.
    public func formatted(precision: Int) -> String {
        switch self {
        case .integer(let value) where precision <= 0: value.description
        case .integer, .double: decimalText(scalar ?? .nan, digits: precision)
        case .integers, .doubles: nestedText(shape, elements.map { decimalText($0, digits: precision) })
        }
    }
}

/// The texts of elements in brackets, with blanks between them.
package func nestedText(_ shape: [Int], _ texts: [String]) -> String {
    var result = ""
    func append(_ axis: Int, _ start: Int, _ count: Int) {
        guard axis < shape.count else {
            result += texts[start]
            return
        }
        result += "["
        let step = shape[axis] == 0 ? 0 : count / shape[axis]
        for index in 0..<shape[axis] {
            if index > 0 { result += " " }
            append(axis + 1, start + index * step, step)
        }
        result += "]"
    }
    append(0, 0, texts.count)
    return result
}
