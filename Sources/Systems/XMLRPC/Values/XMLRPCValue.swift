// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A value of XML-RPC (http://xmlrpc.com/spec.md).
public enum XMLRPCValue: Sendable, Hashable {
    /// `<int>` or `<i4>`: 32 bits, no more.
    case int(Int32)
    /// `<boolean>`.
    case bool(Bool)
    /// `<double>`, by custom also `inf` and `nan`.
    case double(Double)
    /// `<string>`, or a value without a type.
    case string(String)
    /// `<base64>`.
    case data([UInt8])
    /// `<dateTime.iso8601>`, as it is written.
    case dateTime(String)
    /// `<array>`.
    case array([XMLRPCValue])
    /// `<struct>`, names in order.
    case structure([Member])

    /// One member of a `<struct>`.
    public struct Member: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: XMLRPCValue
        /// A member.
        public init(_ name: String, _ value: XMLRPCValue) {
            self.name = name
            self.value = value
        }
    }

    /// The text, if it is text.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The integer, if it is one.
    public var int: Int? { if case .int(let number) = self { Int(number) } else { nil } }
    /// The boolean, also from 0 and 1.
    public var bool: Bool? {
        switch self {
        case .bool(let flag): flag
        case .int(let number): number != 0
        default: nil
        }
    }
    /// The elements, if it is an array.
    public var array: [XMLRPCValue]? { if case .array(let elements) = self { elements } else { nil } }
    /// The members, if it is a structure.
    public var structure: [Member]? { if case .structure(let members) = self { members } else { nil } }
    /// The member of that name.
    public subscript(name: String) -> XMLRPCValue? { structure?.last { $0.name == name }?.value }
    /// All elements, if they are all text.
    public var strings: [String]? {
        guard let elements = array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }

    /// What kind of value it is, for messages to people.
    public var kind: String {
        switch self {
        case .int: "int"
        case .bool: "boolean"
        case .double: "double"
        case .string: "string"
        case .data: "base64"
        case .dateTime: "dateTime"
        case .array: "array"
        case .structure: "struct"
        }
    }
}

extension XMLRPCValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer.
    public init(integerLiteral value: Int32) { self = .int(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// An array.
    public init(arrayLiteral elements: XMLRPCValue...) { self = .array(elements) }
}
