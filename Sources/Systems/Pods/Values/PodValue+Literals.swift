// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

extension PodValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// ``none``.
    public init(nilLiteral: ()) { self = .none }
    /// A `bool`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An `int`.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A `float`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A `str`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A `list`.
    public init(arrayLiteral elements: PodValue...) { self = .list(elements) }
    /// A `dict`.
    public init(dictionaryLiteral elements: (PodValue, PodValue)...) {
        self = .dictionary(PodDictionary(elements.map { (key: $0.0, value: $0.1) }))
    }
}

extension PodValue {
    /// The truth value, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The integer, if it is one that fits.
    public var int: Int? { if case .int(let value) = self { Int(exactly: value) } else { nil } }
    /// The number, if it is one.
    public var double: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }
    /// The text, if it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The bytes, if it is bytes.
    public var bytes: ByteBuffer? { if case .bytes(let value) = self { value } else { nil } }
    /// The elements of a list or tuple.
    public var elements: [PodValue]? {
        switch self {
        case .list(let elements), .tuple(let elements): elements
        default: nil
        }
    }
    /// The pairs, if it is a dict.
    public var dictionary: PodDictionary? { if case .dictionary(let value) = self { value } else { nil } }
    /// The array, if it is one.
    public var array: PodArray? { if case .array(let value) = self { value } else { nil } }
    /// The table, if it is one of pyarrow's.
    public var table: PodTable? { if case .table(let value) = self { value } else { nil } }
    /// Whether it is `None`.
    public var isNone: Bool { self == .none }
}
