// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
package import Quantities
public import ROSMessages

// Between values as systems give them and the numbers that quantities and expressions calculate with.

extension Value {
    /// Numbers as a value; an array of rank two or more becomes arrays within an array.
    package init(_ magnitude: Magnitude) {
        switch magnitude {
        case .integer(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .integers(let array): self = Value(nesting: array) { .array($0.map { .int($0) }) }
        case .doubles(let array): self = Value(nesting: array) { .doubles(Array($0)) }
        }
    }

    /// An array's rows within each other; `row` makes the innermost.
    package init<Element>(nesting array: ShapedArray<Element>, row: (ArraySlice<Element>) -> Value) {
        func nest(_ axis: Int, _ elements: ArraySlice<Element>) -> Value {
            guard axis < array.shape.count - 1 else { return row(elements) }
            let extent = array.shape[axis]
            let step = extent == 0 ? 0 : elements.count / extent
            return .array(
                (0..<extent).map {
                    nest(axis + 1, elements[(elements.startIndex + $0 * step)..<(elements.startIndex + ($0 + 1) * step)])
                })
        }
        self = nest(0, array.elements[...])
    }

    /// The numbers of the value with their shape; `nil` when something in it is no number, or rows differ in length.
    /// Bytes are integers.
    package var magnitude: Magnitude? {
        switch self {
        case .int(let value): .integer(value)
        case .uint(let value): Int64(exactly: value).map { .integer($0) } ?? .double(Double(value))
        case .float(let value): .double(Double(value))
        case .double(let value): .double(value)
        case .doubles(let elements): .doubles(ShapedArray(elements))
        case .bytes(let bytes): .integers(ShapedArray(bytes.readableBytesView.map { Int64($0) }))
        case .array: flattened.flatMap { Value.numbers($0.shape, $0.leaves) }
        case .null, .bool, .string, .time, .duration, .record: nil
        }
    }

    private static func numbers(_ shape: [Int], _ leaves: [Value]) -> Magnitude? {
        let integers = leaves.compactMap { leaf -> Int64? in
            switch leaf {
            case .int(let value): value
            case .uint(let value): Int64(exactly: value)
            default: nil
            }
        }
        if integers.count == leaves.count, !leaves.isEmpty {
            return (try? ShapedArray(shape: shape, elements: integers)).map { .integers($0) }
        }
        let doubles = leaves.compactMap(\.double)
        guard doubles.count == leaves.count else { return nil }
        return (try? ShapedArray(shape: shape, elements: doubles)).map { .doubles($0) }
    }

    /// How deep arrays may stand within each other.
    private static let maximumRank = 8

    /// The elements of arrays within arrays, row by row, and the shape; `nil` when rows differ in length.
    package var flattened: (shape: [Int], leaves: [Value])? {
        var shape: [Int] = []
        var level: [Value] = [self]
        while let first = level.first, first.isArray, shape.count < Value.maximumRank {
            let extent = first.count
            guard level.allSatisfy({ $0.isArray && $0.count == extent }) else { return nil }
            shape.append(extent)
            level = level.flatMap { $0.array ?? [] }
        }
        guard level.allSatisfy({ !$0.isArray }) else { return nil }
        return (shape, level)
    }

    private var isArray: Bool {
        switch self {
        case .array, .doubles: true
        default: false
        }
    }

    /// The value itself, of a message whose only field is `data` that field's: what std_msgs wraps.
    public var unwrapped: Value {
        guard case .record(let record) = self, record.count == 1, record.names == ["data"] else { return self }
        return record["data"] ?? .null
    }
}
