// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// Any `Encodable` to a ``Value``; the counterpart of ``ValueDecoder``.
///
/// ``Value``, `ByteBuffer`, ``ROSTime`` and ``ROSDuration`` are kept as they are, `[UInt8]` becomes bytes, `[Double]`
/// contiguous numbers, `nil` fields are left out.
public enum ValueEncoder {
    /// Encodes a value.
    /// - Throws: what the value's own `encode(to:)` throws.
    public static func encode<T: Encodable>(_ value: T) throws -> Value {
        if let known = known(value) { return known }
        let slot = Slot()
        try value.encode(to: Node(slot: slot, codingPath: []))
        return slot.value
    }

    private static func known<T: Encodable>(_ value: T) -> Value? {
        switch value {
        case let value as Value: value
        case let bytes as ByteBuffer: .bytes(bytes)
        case let bytes as [UInt8]: .bytes(ByteBuffer(bytes: bytes))
        case let numbers as [Double]: .doubles(numbers)
        case let time as ROSTime: .time(time)
        case let span as ROSDuration: .duration(span)
        default: nil
        }
    }

    /// Where a container puts what it is given; `Encoder` wants reference semantics.
    private final class Slot {
        private var single: Value?
        private var fields: [(name: String, slot: Slot)] = []
        private var elements: [Slot] = []
        private var kind = Kind.single

        enum Kind { case single, keyed, unkeyed }

        var count: Int { elements.count }

        func set(_ value: Value) { single = value }
        func become(_ kind: Kind) { self.kind = kind }

        func field(_ name: String) -> Slot {
            if let same = fields.first(where: { $0.name == name }) { return same.slot }
            let slot = Slot()
            fields.append((name, slot))
            return slot
        }

        func element() -> Slot {
            let slot = Slot()
            elements.append(slot)
            return slot
        }

        var value: Value {
            switch kind {
            case .single: single ?? .record(Record())
            case .keyed: .record(Record(distinct: fields.map { ($0.name, $0.slot.value) }))
            case .unkeyed: .array(elements.map(\.value))
            }
        }
    }

    private struct Node: Encoder, SingleValueEncodingContainer {
        let slot: Slot
        let codingPath: [any CodingKey]
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            slot.become(.keyed)
            return KeyedEncodingContainer(Keyed<Key>(slot: slot, codingPath: codingPath))
        }
        func unkeyedContainer() -> any UnkeyedEncodingContainer {
            slot.become(.unkeyed)
            return Unkeyed(slot: slot, codingPath: codingPath)
        }
        func singleValueContainer() -> any SingleValueEncodingContainer { self }

        func encodeNil() { slot.set(.null) }
        func encode(_ value: Bool) { slot.set(.bool(value)) }
        func encode(_ value: String) { slot.set(.string(value)) }
        func encode(_ value: Double) { slot.set(.double(value)) }
        func encode(_ value: Float) { slot.set(.float(value)) }
        func encode(_ value: Int) { slot.set(Value(value)) }
        func encode(_ value: Int8) { slot.set(Value(value)) }
        func encode(_ value: Int16) { slot.set(Value(value)) }
        func encode(_ value: Int32) { slot.set(Value(value)) }
        func encode(_ value: Int64) { slot.set(Value(value)) }
        func encode(_ value: UInt) { slot.set(Value(value)) }
        func encode(_ value: UInt8) { slot.set(Value(value)) }
        func encode(_ value: UInt16) { slot.set(Value(value)) }
        func encode(_ value: UInt32) { slot.set(Value(value)) }
        func encode(_ value: UInt64) { slot.set(Value(value)) }
        func encode<T: Encodable>(_ value: T) throws {
            if let known = known(value) { slot.set(known) } else { try value.encode(to: self) }
        }
    }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let slot: Slot
        let codingPath: [any CodingKey]

        private func node(_ key: any CodingKey) -> Node {
            Node(slot: slot.field(key.stringValue), codingPath: codingPath + [key])
        }
        func encodeNil(forKey key: Key) { node(key).encodeNil() }
        func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try node(key).encode(value) }
        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> { node(key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { node(key).unkeyedContainer() }
        func superEncoder() -> any Encoder { Node(slot: slot.field("super"), codingPath: codingPath) }
        func superEncoder(forKey key: Key) -> any Encoder { node(key) }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let slot: Slot
        let codingPath: [any CodingKey]
        var count: Int { slot.count }

        private func node() -> Node { Node(slot: slot.element(), codingPath: codingPath) }
        func encodeNil() { node().encodeNil() }
        func encode<T: Encodable>(_ value: T) throws { try node().encode(value) }
        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            node().container(keyedBy: type)
        }
        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { node().unkeyedContainer() }
        func superEncoder() -> any Encoder { node() }
    }
}

extension MessageEncoder {
    /// Encodes any `Encodable` whose fields are named as the type's.
    /// - Throws: ``MessageError`` as for values, or what the value's own `encode(to:)` throws.
    public func bytes(encoding value: some Encodable, as schema: MessageSchema) throws -> ByteBuffer {
        try bytes(ValueEncoder.encode(value), as: schema)
    }
}

extension MessageDecoder {
    /// Decodes a message into any `Decodable` whose fields are named as the type's.
    /// - Throws: ``MessageError`` for the bytes, `DecodingError` for a field that is missing or of another type.
    public static func decode<T: Decodable>(
        _ type: T.Type = T.self, from bytes: ByteBuffer, as schema: MessageSchema
    ) throws -> T {
        try ValueDecoder.decode(type, from: value(bytes, as: schema))
    }
}
