// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// A value of bencode, the encoding of the pod protocol's messages (BitTorrent's BEP 3).
public enum Bencode: Sendable, Hashable {
    /// A whole number.
    case integer(Int64)
    /// Bytes, which in this protocol are mostly UTF-8 text.
    case bytes(ByteBuffer)
    /// Values in order.
    case list([Bencode])
    /// Named values. Written in the order of the names' bytes, as the format wants it; read in any order.
    case dictionary([String: Bencode])

    /// Text.
    public static func string(_ text: String) -> Bencode { .bytes(ByteBuffer(string: text)) }

    /// The value of that name; `nil` when there is none.
    public subscript(name: String) -> Bencode? {
        if case .dictionary(let entries) = self { return entries[name] }
        return nil
    }

    /// The text, if it is bytes; what is not UTF-8 becomes U+FFFD.
    public var text: String? {
        if case .bytes(let bytes) = self { return String(buffer: bytes) }
        return nil
    }

    /// The bytes, if it is bytes.
    public var bytes: ByteBuffer? { if case .bytes(let bytes) = self { bytes } else { nil } }

    /// The elements, if it is a list.
    public var list: [Bencode]? { if case .list(let elements) = self { elements } else { nil } }

    /// The named values, if it has any.
    public var dictionary: [String: Bencode]? { if case .dictionary(let entries) = self { entries } else { nil } }

    /// Whether it is the text `true`, as the protocol writes it.
    public var isTrue: Bool { text == "true" }

    /// What kind of value it is, for messages to people.
    public var kind: String {
        switch self {
        case .integer: "an integer"
        case .bytes: "a string"
        case .list: "a list"
        case .dictionary: "a dictionary"
        }
    }
}

extension Bencode {
    /// Appends the value's bytes.
    public func write(into output: inout ByteBuffer) {
        switch self {
        case .integer(let number): output.writeString("i\(number)e")
        case .bytes(let bytes):
            output.writeString("\(bytes.readableBytes):")
            output.writeImmutableBuffer(bytes)
        case .list(let elements):
            output.writeString("l")
            for element in elements { element.write(into: &output) }
            output.writeString("e")
        case .dictionary(let entries):
            output.writeString("d")
            for (name, value) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                output.writeString("\(name.utf8.count):\(name)")
                value.write(into: &output)
            }
            output.writeString("e")
        }
    }

    /// The value's bytes.
    public var encoded: ByteBuffer {
        var output = ByteBuffer()
        write(into: &output)
        return output
    }
}

extension Bencode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A list.
    public init(arrayLiteral elements: Bencode...) { self = .list(elements) }
    /// A dictionary; a name that comes twice keeps its last value.
    public init(dictionaryLiteral elements: (String, Bencode)...) {
        self = .dictionary(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}
