// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Values to any `Decodable` type, fields by name.
public enum ValueDecoder {
    /// Decodes a value.
    /// - Throws: `DecodingError` with the path of the field that is missing or of another type.
    public static func decode<T: Decodable>(_ type: T.Type = T.self, from value: Value) throws -> T {
        try Node(value: value, codingPath: []).decode(type)
    }

    private struct Node: Decoder {
        let value: Value
        let codingPath: [any CodingKey]
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func decode<T: Decodable>(_ type: T.Type) throws -> T {
            if type == Value.self, let same = value as? T { return same }
            if type == ByteBuffer.self, case .bytes(let bytes) = value, let same = bytes as? T { return same }
            if type == ROSTime.self, case .time(let time) = value, let same = time as? T { return same }
            if type == ROSDuration.self, case .duration(let span) = value, let same = span as? T { return same }
            return try T(from: self)
        }

        func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
            let record: Record
            switch value {
            case .record(let fields): record = fields
            case .time(let time): record = ["secs": Value(time.secs), "nsecs": Value(time.nsecs)]
            case .duration(let span): record = ["secs": Value(span.secs), "nsecs": Value(span.nsecs)]
            default: throw mismatch([String: Value].self, "an object")
            }
            let fields = Dictionary(record.entries.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
            return KeyedDecodingContainer(Keyed<Key>(fields: fields, codingPath: codingPath))
        }

        func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
            if case .bytes(let bytes) = value {
                return Unkeyed(elements: bytes.readableBytesView.map { .int(Int64($0)) }, codingPath: codingPath)
            }
            guard let elements = value.array else { throw mismatch([Value].self, "an array") }
            return Unkeyed(elements: elements, codingPath: codingPath)
        }

        func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(node: self) }

        func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
            DecodingError.typeMismatch(
                type, .init(codingPath: codingPath, debugDescription: "\(expected) is expected, \(value.kind) came"))
        }

        func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
            let exact: T? =
                switch value {
                case .int(let number): T(exactly: number)
                case .uint(let number): T(exactly: number)
                default: nil
                }
            guard let exact else { throw mismatch(type, "an integer that fits \(type)") }
            return exact
        }

        func number() throws -> Double {
            guard let number = value.double else { throw mismatch(Double.self, "a number") }
            return number
        }
    }

    private struct Single: SingleValueDecodingContainer {
        let node: Node
        var codingPath: [any CodingKey] { node.codingPath }
        func decodeNil() -> Bool { node.value.isNull }
        func decode(_ type: Bool.Type) throws -> Bool {
            guard let flag = node.value.bool else { throw node.mismatch(type, "a boolean") }
            return flag
        }
        func decode(_ type: String.Type) throws -> String {
            guard let text = node.value.string else { throw node.mismatch(type, "a string") }
            return text
        }
        func decode(_ type: Double.Type) throws -> Double { try node.number() }
        func decode(_ type: Float.Type) throws -> Float { Float(try node.number()) }
        func decode(_ type: Int.Type) throws -> Int { try node.integer(type) }
        func decode(_ type: Int8.Type) throws -> Int8 { try node.integer(type) }
        func decode(_ type: Int16.Type) throws -> Int16 { try node.integer(type) }
        func decode(_ type: Int32.Type) throws -> Int32 { try node.integer(type) }
        func decode(_ type: Int64.Type) throws -> Int64 { try node.integer(type) }
        func decode(_ type: UInt.Type) throws -> UInt { try node.integer(type) }
        func decode(_ type: UInt8.Type) throws -> UInt8 { try node.integer(type) }
        func decode(_ type: UInt16.Type) throws -> UInt16 { try node.integer(type) }
        func decode(_ type: UInt32.Type) throws -> UInt32 { try node.integer(type) }
        func decode(_ type: UInt64.Type) throws -> UInt64 { try node.integer(type) }
        func decode<T: Decodable>(_ type: T.Type) throws -> T { try node.decode(type) }
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let fields: [String: Value]
        let codingPath: [any CodingKey]
        var allKeys: [Key] { fields.keys.compactMap { Key(stringValue: $0) } }

        func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }

        private func node(_ key: any CodingKey) throws -> Node {
            guard let value = fields[key.stringValue] else {
                throw DecodingError.keyNotFound(
                    key,
                    .init(
                        codingPath: codingPath,
                        debugDescription: "there is no '\(key.stringValue)', there are \(fields.keys.sorted())"))
            }
            return Node(value: value, codingPath: codingPath + [key])
        }

        func decodeNil(forKey key: Key) throws -> Bool { try node(key).value.isNull }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try node(key).decode(type) }
        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { try node(key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try node(key).unkeyedContainer()
        }
        func superDecoder() throws -> any Decoder { Node(value: .record(Record()), codingPath: codingPath) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try node(key) }
    }

    private struct Place: CodingKey {
        var index: Int
        var stringValue: String { "[\(index)]" }
        var intValue: Int? { index }
        init(_ index: Int) { self.index = index }
        init?(stringValue: String) { nil }
        init?(intValue: Int) { index = intValue }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let elements: [Value]
        let codingPath: [any CodingKey]
        var count: Int? { elements.count }
        var isAtEnd: Bool { currentIndex >= elements.count }
        var currentIndex = 0

        init(elements: [Value], codingPath: [any CodingKey]) {
            self.elements = elements
            self.codingPath = codingPath
        }

        private mutating func take() throws -> Node {
            let path = codingPath + [Place(currentIndex)]
            guard currentIndex < elements.count else {
                throw DecodingError.valueNotFound(
                    Value.self, .init(codingPath: path, debugDescription: "there are only \(elements.count) elements"))
            }
            defer { currentIndex += 1 }
            return Node(value: elements[currentIndex], codingPath: path)
        }

        mutating func decodeNil() throws -> Bool {
            guard currentIndex < elements.count, elements[currentIndex].isNull else { return false }
            currentIndex += 1
            return true
        }
        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try take().decode(type) }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { try take().container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try take().unkeyedContainer() }
        mutating func superDecoder() throws -> any Decoder { try take() }
    }
}
