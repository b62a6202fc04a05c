// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// Any value of a message, parameter or reply, when its type is not known at compile time.
///
/// Literals make values: `["a": 1, "b": [1.5, true], "name": "x"]`. Fields and elements are reached by member and
/// subscript: `value.pose.position.x`, `value[2]`; what is not there is ``null``.
@dynamicMemberLookup
public enum Value: Sendable, Hashable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A signed integer; all integers that fit are kept so.
    case int(Int64)
    /// An integer beyond `Int64.max`.
    case uint(UInt64)
    /// A 32-bit number, kept apart so that it prints as short as it is.
    case float(Float)
    /// A 64-bit number.
    case double(Double)
    /// Text.
    case string(String)
    /// Bytes: `uint8[]`, `char[]`, binary parameters.
    case bytes(ByteBuffer)
    /// A moment.
    case time(ROSTime)
    /// A span.
    case duration(ROSDuration)
    /// Values in order.
    case array([Value])
    /// Many numbers without a box for each: `float64[]`.
    case doubles([Double])
    /// Named values in order.
    case record(Record)

    /// The field of that name; ``null`` when there is none.
    public subscript(dynamicMember name: String) -> Value { self[name] }

    /// The field of that name; ``null`` when there is none.
    public subscript(name: String) -> Value {
        if case .record(let record) = self { return record[name] ?? .null }
        return .null
    }

    /// The element at that place; ``null`` when there is none.
    public subscript(index: Int) -> Value {
        switch self {
        case .array(let elements): elements.indices.contains(index) ? elements[index] : .null
        case .doubles(let elements): elements.indices.contains(index) ? .double(elements[index]) : .null
        case .bytes(let bytes):
            (0..<bytes.readableBytes).contains(index)
                ? bytes.getInteger(at: bytes.readerIndex + index, as: UInt8.self).map { .int(Int64($0)) } ?? .null : .null
        default: .null
        }
    }

    /// How many elements or fields there are; 0 for single values.
    public var count: Int {
        switch self {
        case .array(let elements): elements.count
        case .doubles(let elements): elements.count
        case .record(let record): record.count
        case .bytes(let bytes): bytes.readableBytes
        default: 0
        }
    }

    /// Whether there is nothing.
    public var isNull: Bool { self == .null }

    /// The boolean, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The integer, if it is one that fits.
    public var int: Int? {
        switch self {
        case .int(let value): Int(exactly: value)
        case .uint(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, if it is one.
    public var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .float(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The text, if it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The bytes, if it is bytes.
    public var bytes: ByteBuffer? { if case .bytes(let value) = self { value } else { nil } }

    /// The elements, if it has any.
    public var array: [Value]? {
        switch self {
        case .array(let elements): elements
        case .doubles(let elements): elements.map { .double($0) }
        default: nil
        }
    }

    /// The fields, if it has any.
    public var record: Record? { if case .record(let value) = self { value } else { nil } }

    /// What kind of value it is, for messages to people.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .int, .uint: "an integer"
        case .float, .double: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .time: "a time"
        case .duration: "a duration"
        case .array, .doubles: "an array"
        case .record: "an object"
        }
    }
}

extension Value: CustomStringConvertible {
    /// The value as JSON on one line.
    public var description: String { JSONWriter().text(self) }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// ``null``.
    public init(nilLiteral: ()) { self = .null }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Values in order.
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    /// Named values in order.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .record(Record(elements.map { (name: $0.0, value: $0.1) }))
    }

    /// An integer of any kind.
    public init(_ value: some BinaryInteger) {
        if let small = Int64(exactly: value) { self = .int(small) } else { self = .uint(UInt64(clamping: value)) }
    }
    /// A number.
    public init(_ value: Double) { self = .double(value) }
    /// Text.
    public init(_ value: String) { self = .string(value) }
    /// A boolean.
    public init(_ value: Bool) { self = .bool(value) }
}
