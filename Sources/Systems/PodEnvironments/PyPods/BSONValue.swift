// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A value of BSON 1.1 (https://bsonspec.org/spec.html), as far as pods use it.
///
/// Carried are all types that Python's `bson` package writes and reads, object ids, and decimals as their 16 bytes.
/// The types of MongoDB alone (regular expressions, code, database pointers, symbols, minimum and maximum key) are
/// refused.
public enum BSONValue: Sendable, Hashable {
    /// Nothing; also the deprecated `undefined`.
    case null
    /// True or false.
    case bool(Bool)
    /// A 32-bit integer.
    case int32(Int32)
    /// A 64-bit integer.
    case int64(Int64)
    /// An integer beyond `Int64.max`, for which Python's `bson` uses the type of MongoDB's timestamps.
    case uint64(UInt64)
    /// A number.
    case double(Double)
    /// Text; may have NUL in it.
    case string(String)
    /// Bytes with their subtype; 0 are plain bytes.
    case binary([UInt8], subtype: UInt8)
    /// Milliseconds since 1970 in UTC.
    case datetime(Int64)
    /// An object id: 12 bytes.
    case objectID([UInt8])
    /// A decimal of IEEE 754 with 128 bits: 16 bytes, little endian.
    case decimal128([UInt8])
    /// Values in order.
    case array([BSONValue])
    /// Named values in order.
    case document(BSONDocument)
}

/// Named values in order.
public struct BSONDocument: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// A name with its value.
    public struct Entry: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: BSONValue
    }

    /// The entries in order.
    public var entries: [Entry]

    /// A document of names and values in order.
    public init(_ entries: [(String, BSONValue)] = []) {
        self.entries = entries.map { Entry(name: $0.0, value: $0.1) }
    }

    /// A document from a literal.
    public init(dictionaryLiteral elements: (String, BSONValue)...) { self.init(elements) }

    /// The value of a name, the last where there are several.
    public subscript(name: String) -> BSONValue? { entries.last { $0.name == name }?.value }
}

/// Why bytes are no BSON, or a value cannot be written as BSON.
public struct BSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where: the number of bytes before it.
    public var offset: Int
    /// What was expected and what came.
    public var message: String

    /// `byte 12: …`.
    public var description: String { "byte \(offset): \(message)" }
}
