// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A table of FlatBuffers (https://flatbuffers.dev/internals), read in place with every offset checked.
///
/// The bytes are a copy of one's own: what was checked stays so.
struct FlatTable {
    private let bytes: [UInt8]
    private let start: Int
    private let fields: Range<Int>
    private let size: Int

    /// The root.
    init(root bytes: [UInt8]) throws(ArrowError) {
        try self.init(bytes, at: try Self.reference(bytes, 0))
    }

    private init(_ bytes: [UInt8], at start: Int) throws(ArrowError) {
        let back = Int(try Self.load(bytes, start, as: Int32.self))
        let table = start - back
        let length = Int(try Self.load(bytes, table, as: UInt16.self))
        let size = Int(try Self.load(bytes, table + 2, as: UInt16.self))
        guard length >= 4, table + length <= bytes.count, size >= 4, start + size <= bytes.count else {
            throw Self.malformed("a table leads out of it")
        }
        self.bytes = bytes
        self.start = start
        self.size = size
        fields = table + 4..<table + length
    }

    static func malformed(_ what: String) -> ArrowError {
        ArrowError(.malformed, "the stream's metadata is not well formed: \(what)")
    }

    private static func load<T: FixedWidthInteger>(
        _ bytes: [UInt8], _ at: Int, as type: T.Type = T.self
    ) throws(ArrowError) -> T {
        guard at >= 0, at <= bytes.count - MemoryLayout<T>.size else { throw malformed("an offset leads out of it") }
        return T(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: T.self) })
    }

    private static func reference(_ bytes: [UInt8], _ at: Int) throws(ArrowError) -> Int {
        let offset = Int(try load(bytes, at, as: UInt32.self))
        guard offset > 0, offset < bytes.count - at else { throw malformed("an offset leads out of it") }
        return at + offset
    }

    private func place(_ field: Int, _ length: Int) throws(ArrowError) -> Int? {
        let entry = fields.lowerBound + 2 * field
        guard entry + 2 <= fields.upperBound else { return nil }
        let offset = Int(try Self.load(bytes, entry, as: UInt16.self))
        guard offset > 0 else { return nil }
        guard offset + length <= size else { throw Self.malformed("a field leads out of its table") }
        return start + offset
    }

    /// A number; what is not there is `standard`.
    func number<T: FixedWidthInteger>(_ field: Int, or standard: T) throws(ArrowError) -> T {
        guard let place = try place(field, MemoryLayout<T>.size) else { return standard }
        return try Self.load(bytes, place)
    }

    /// A truth value; what is not there is `false`.
    func flag(_ field: Int) throws(ArrowError) -> Bool { try number(field, or: 0 as UInt8) != 0 }

    /// A table in it.
    func table(_ field: Int) throws(ArrowError) -> FlatTable? {
        guard let place = try place(field, 4) else { return nil }
        return try FlatTable(bytes, at: try Self.reference(bytes, place))
    }

    /// Text, whose bytes count against `budget`: what stands there once can be named often.
    func text(_ field: Int, _ budget: inout Int) throws(ArrowError) -> String? {
        guard let place = try place(field, 4) else { return nil }
        let at = try Self.reference(bytes, place)
        let length = Int(try Self.load(bytes, at, as: UInt32.self))
        guard length <= bytes.count - at - 4 else { throw Self.malformed("a text leads out of it") }
        guard length <= budget else { throw Self.malformed("its texts are longer than all of it") }
        budget -= length
        return String(decoding: bytes[at + 4..<at + 4 + length], as: UTF8.self)
    }

    /// Where the elements of a vector begin, and how many there are.
    private func vector(_ field: Int, _ size: Int) throws(ArrowError) -> (start: Int, count: Int)? {
        guard let place = try place(field, 4) else { return nil }
        let at = try Self.reference(bytes, place)
        let count = Int(try Self.load(bytes, at, as: UInt32.self))
        guard count <= (bytes.count - at - 4) / size else { throw Self.malformed("a list leads out of it") }
        return (at + 4, count)
    }

    /// How many tables a list has.
    func count(_ field: Int) throws(ArrowError) -> Int { try vector(field, 4)?.count ?? 0 }

    /// A table of a list that has it.
    func table(_ field: Int, _ index: Int) throws(ArrowError) -> FlatTable {
        guard let (start, count) = try vector(field, 4), index < count else {
            throw Self.malformed("a list is too short")
        }
        return try FlatTable(bytes, at: try Self.reference(bytes, start + 4 * index))
    }

    /// A list of pairs of 64-bit numbers.
    func pairs(_ field: Int) throws(ArrowError) -> [(Int64, Int64)] {
        guard let (start, count) = try vector(field, 16) else { return [] }
        var pairs: [(Int64, Int64)] = []
        pairs.reserveCapacity(count)
        for index in 0..<count {
            pairs.append((try Self.load(bytes, start + 16 * index), try Self.load(bytes, start + 16 * index + 8)))
        }
        return pairs
    }
}
