// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Collects the fields of one header, then writes it with its length before it.
struct HeaderBuilder {
    private var body = ByteBuffer()

    mutating func add<T: FixedWidthInteger>(_ name: String, _ value: T) {
        body.writeInteger(UInt32(name.utf8.count + 1 + MemoryLayout<T>.size), endianness: .little)
        body.writeString(name)
        body.writeInteger(UInt8(ascii: "="))
        body.writeInteger(value, endianness: .little)
    }

    mutating func add(_ name: String, _ value: String) { add(name, bytes: Array(value.utf8)) }

    mutating func add(_ name: String, bytes: [UInt8]) {
        body.writeInteger(UInt32(clamping: name.utf8.count + 1 + bytes.count), endianness: .little)
        body.writeString(name)
        body.writeInteger(UInt8(ascii: "="))
        body.writeBytes(bytes)
    }

    var length: Int { body.readableBytes }
    var bytes: [UInt8] { Array(body.readableBytesView) }

    func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt32(clamping: body.readableBytes), endianness: .little)
        buffer.writeImmutableBuffer(body)
    }
}

extension ByteBuffer {
    /// The first record. Its length never changes, so that it can be written again at the end.
    mutating func writeBagHeader(indexPosition: Int, connections: Int, chunks: Int) {
        var header = HeaderBuilder()
        header.add("chunk_count", UInt32(clamping: chunks))
        header.add("conn_count", UInt32(clamping: connections))
        header.add("index_pos", UInt64(clamping: indexPosition))
        header.add("op", RecordKind.bagHeader)
        header.write(into: &self)
        let padding = BagFormat.bagHeaderLength - header.length
        writeInteger(UInt32(padding), endianness: .little)
        writeRepeatingByte(UInt8(ascii: " "), count: padding)
    }

    mutating func writeConnection(_ connection: BagConnection) {
        var header = HeaderBuilder()
        header.add("conn", connection.id)
        header.add("op", RecordKind.connection)
        header.add("topic", connection.topic)
        header.write(into: &self)
        writeInteger(UInt32(clamping: connection.encodedHeader.count), endianness: .little)
        writeBytes(connection.encodedHeader)
    }

    mutating func writeChunkHeader(_ compression: BagCompression, size: Int, stored: Int) {
        var header = HeaderBuilder()
        header.add("compression", compression.rawValue)
        header.add("op", RecordKind.chunk)
        header.add("size", UInt32(clamping: size))
        header.write(into: &self)
        writeInteger(UInt32(clamping: stored), endianness: .little)
    }

    mutating func writeIndex(connection: UInt32, _ entries: [IndexEntry]) {
        var header = HeaderBuilder()
        header.add("conn", connection)
        header.add("count", UInt32(clamping: entries.count))
        header.add("op", RecordKind.indexData)
        header.add("ver", UInt32(1))
        header.write(into: &self)
        writeInteger(UInt32(clamping: entries.count * 12), endianness: .little)
        reserveCapacity(minimumWritableBytes: entries.count * 12)
        for entry in entries { writeMultipleIntegers(entry.time.file, entry.offset, endianness: .little) }
    }

    mutating func writeChunkInfo(_ chunk: BagChunk) {
        var header = HeaderBuilder()
        header.add("chunk_pos", UInt64(clamping: chunk.position))
        header.add("count", UInt32(clamping: chunk.messageCounts.count))
        header.add("end_time", TimeKey(chunk.endTime).file)
        header.add("op", RecordKind.chunkInfo)
        header.add("start_time", TimeKey(chunk.startTime).file)
        header.add("ver", UInt32(1))
        header.write(into: &self)
        writeInteger(UInt32(clamping: chunk.messageCounts.count * 8), endianness: .little)
        for (connection, count) in chunk.messageCounts.sorted(by: { $0.key < $1.key }) {
            writeMultipleIntegers(connection, UInt32(clamping: count), endianness: .little)
        }
    }

    /// What stands before a message's bytes: its header, the same 42 bytes but for connection and time, and its length.
    mutating func writeMessageHeader(connection: UInt32, time: TimeKey, size: Int) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: BagFormat.messageOverhead) { memory in
            func store<T: FixedWidthInteger>(_ value: T, _ offset: Int) {
                memory.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
            }
            store(UInt32(38), 0)
            store(UInt32(9), 4)
            store(UInt32(0x6e6e_6f63), 8)  // conn
            store(UInt8(ascii: "="), 12)
            store(connection, 13)
            store(UInt32(4), 17)
            store(UInt32(0x023d_706f), 21)  // op= and the kind
            store(UInt32(13), 25)
            store(UInt32(0x656d_6974), 29)  // time
            store(UInt8(ascii: "="), 33)
            store(time.file, 34)
            store(UInt32(size), 42)
            return BagFormat.messageOverhead
        }
    }
}
