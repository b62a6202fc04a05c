// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// One record of a file; its data are read only when somebody asks.
struct BagRecord {
    var offset: Int
    var fields: RecordFields
    var dataOffset: Int
    var dataLength: Int
    var end: Int { dataOffset + dataLength }
}

/// Reads records one after the other, through a window so that small ones cost no call each.
struct RecordCursor {
    private let file: InputFile
    private var window = ByteBuffer()
    private var windowStart = 0
    private(set) var position: Int
    private static let windowLength = 256 << 10

    init(_ file: InputFile, at position: Int) {
        self.file = file
        self.position = position
    }

    var isAtEnd: Bool { position >= file.size }

    mutating func move(to position: Int) { self.position = position }

    /// The record here; the cursor moves behind it.
    mutating func next() throws(RosBagError) -> BagRecord {
        let start = position
        let header = try sized(at: start, "a record's header")
        guard let fields = header.withUnsafeReadableBytes({ RecordFields($0) }) else {
            throw RosBagError(.malformed, "a record's header cannot be read", offset: start)
        }
        let lengthAt = start + 4 + header.readableBytes
        let length = try number(at: lengthAt)
        guard length <= file.size - lengthAt - 4 else {
            throw RosBagError(
                .truncated, "a record has \(length) bytes of data, the file \(file.size - lengthAt - 4) more", offset: start)
        }
        position = lengthAt + 4 + length
        return BagRecord(offset: start, fields: fields, dataOffset: lengthAt + 4, dataLength: length)
    }

    /// The data of a small record.
    mutating func data(_ record: BagRecord) throws(RosBagError) -> ByteBuffer {
        guard record.dataLength <= BagFormat.maximumHeaderLength else {
            throw RosBagError(
                .limitExceeded, "\(record.dataLength) bytes of data are more than allowed here", offset: record.offset)
        }
        return try bytes(at: record.dataOffset, count: record.dataLength)
    }

    private mutating func sized(at offset: Int, _ what: String) throws(RosBagError) -> ByteBuffer {
        let length = try number(at: offset)
        guard length <= BagFormat.maximumHeaderLength else {
            throw RosBagError(.malformed, "\(what) of \(length) bytes is not to be believed", offset: offset)
        }
        return try bytes(at: offset + 4, count: length)
    }

    private mutating func number(at offset: Int) throws(RosBagError) -> Int {
        let bytes = try bytes(at: offset, count: 4)
        return Int(bytes.getInteger(at: bytes.readerIndex, endianness: .little, as: UInt32.self) ?? 0)
    }

    private mutating func bytes(at offset: Int, count: Int) throws(RosBagError) -> ByteBuffer {
        if offset < windowStart || offset + count > windowStart + window.readableBytes {
            let length = min(max(count, RecordCursor.windowLength), max(count, file.size - offset))
            window = try file.read(at: offset, count: length)
            windowStart = offset
        }
        return window.getSlice(at: window.readerIndex + offset - windowStart, length: count) ?? ByteBuffer()
    }
}
