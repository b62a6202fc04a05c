// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Writes BSON documents.
public struct BSONWriter: Sendable {
    /// How deep documents and arrays may be nested. Default: 100.
    public var maximumDepth: Int

    /// A writer.
    public init(maximumDepth: Int = 100) { self.maximumDepth = maximumDepth }

    /// The bytes of a document.
    /// - Throws: ``BSONError`` when a name has NUL in it, an object id or a decimal has not its length, documents are nested too
    ///   deep, or something is longer than 2 GiB.
    public func bytes(_ document: BSONDocument) throws(BSONError) -> [UInt8] {
        var bytes: [UInt8] = []
        try append(document.entries, to: &bytes, maximumDepth)
        return bytes
    }

    private func append(
        _ entries: [BSONDocument.Entry], to bytes: inout [UInt8], _ depth: Int
    ) throws(BSONError) {
        guard depth > 0 else { throw BSONError(offset: bytes.count, message: "documents are nested too deep") }
        let start = bytes.count
        append32(0, to: &bytes)
        for entry in entries {
            guard !entry.name.utf8.contains(0) else {
                throw BSONError(offset: bytes.count, message: "the name \(entry.name.debugDescription) has NUL in it")
            }
            bytes.append(type(of: entry.value))
            bytes += entry.name.utf8
            bytes.append(0)
            try append(entry.value, to: &bytes, depth)
        }
        bytes.append(0)
        let length = try length(bytes.count - start, at: start)
        for place in 0..<4 { bytes[start + place] = UInt8(truncatingIfNeeded: length >> Int32(8 * place)) }
    }

    private func type(of value: BSONValue) -> UInt8 {
        switch value {
        case .double: 0x01
        case .string: 0x02
        case .document: 0x03
        case .array: 0x04
        case .binary: 0x05
        case .objectID: 0x07
        case .bool: 0x08
        case .datetime: 0x09
        case .null: 0x0a
        case .int32: 0x10
        case .uint64: 0x11
        case .int64: 0x12
        case .decimal128: 0x13
        }
    }

    private func append(_ value: BSONValue, to bytes: inout [UInt8], _ depth: Int) throws(BSONError) {
        switch value {
        case .null: break
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .int32(let value): append32(value, to: &bytes)
        case .uint64(let value): append64(value, to: &bytes)
        case .int64(let value): append64(UInt64(bitPattern: value), to: &bytes)
        case .double(let value): append64(value.bitPattern, to: &bytes)
        case .datetime(let value): append64(UInt64(bitPattern: value), to: &bytes)
        case .string(let text):
            append32(try length(text.utf8.count + 1, at: bytes.count), to: &bytes)
            bytes += text.utf8
            bytes.append(0)
        case .binary(let data, let subtype):
            guard subtype != 2 else {
                throw BSONError(offset: bytes.count, message: "bytes of the old subtype 2 are read, not written")
            }
            append32(try length(data.count, at: bytes.count), to: &bytes)
            bytes.append(subtype)
            bytes += data
        case .objectID(let data): try append(data, 12, "an object id", to: &bytes)
        case .decimal128(let data): try append(data, 16, "a decimal", to: &bytes)
        case .document(let document): try append(document.entries, to: &bytes, depth - 1)
        case .array(let values):
            let entries = values.enumerated().map { BSONDocument.Entry(name: String($0), value: $1) }
            try append(entries, to: &bytes, depth - 1)
        }
    }

    private func append(
        _ data: [UInt8], _ count: Int, _ what: String, to bytes: inout [UInt8]
    ) throws(BSONError) {
        guard data.count == count else {
            throw BSONError(offset: bytes.count, message: "\(what) has \(count) bytes, \(data.count) came")
        }
        bytes += data
    }

    private func length(_ count: Int, at offset: Int) throws(BSONError) -> Int32 {
        guard let length = Int32(exactly: count) else {
            throw BSONError(offset: offset, message: "\(count) bytes are more than BSON's lengths can say")
        }
        return length
    }

    private func append32(_ value: Int32, to bytes: inout [UInt8]) {
        for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> Int32(8 * place))) }
    }

    private func append64(_ value: UInt64, to bytes: inout [UInt8]) {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place))) }
    }
}
