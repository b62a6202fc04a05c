// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// What a record of an MCAP file holds (https://mcap.dev/spec).
enum MCAPOpcode: UInt8 {
    /// Profile and library.
    case header = 1
    /// The last record: where the summary is.
    case footer = 2
    /// A type: name, encoding, text.
    case schema = 3
    /// A topic: its type, encoding and what else is known.
    case channel = 4
    /// One message, within a chunk.
    case message = 5
    /// Records, perhaps compressed.
    case chunk = 6
    /// Where one channel's messages are in the chunk before.
    case messageIndex = 7
    /// Where a chunk is, what times it spans and where its message indexes are.
    case chunkIndex = 8
    /// How many of what the file holds.
    case statistics = 11
    /// Where one kind of records is in the summary.
    case summaryOffset = 14
    /// The data are over; the summary follows.
    case dataEnd = 15
}

/// MCAP's strings, maps and records: little-endian, lengths of four bytes, records with eight.
extension ByteBuffer {
    static let mcapMagic: [UInt8] = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]

    mutating func writeMCAPString(_ text: String) { writeMCAPBytes(Array(text.utf8)) }

    mutating func writeMCAPBytes(_ bytes: [UInt8]) {
        writeInteger(UInt32(clamping: bytes.count), endianness: .little)
        writeBytes(bytes)
    }

    mutating func writeMCAPMap(_ entries: [(String, String)]) {
        var body = ByteBuffer()
        for (name, value) in entries {
            body.writeMCAPString(name)
            body.writeMCAPString(value)
        }
        writeInteger(UInt32(clamping: body.readableBytes), endianness: .little)
        writeImmutableBuffer(body)
    }

    mutating func writeMCAPRecord(_ opcode: MCAPOpcode, _ body: (inout ByteBuffer) -> Void) {
        writeInteger(opcode.rawValue)
        let lengthAt = writerIndex
        writeInteger(UInt64(0), endianness: .little)
        body(&self)
        setInteger(UInt64(writerIndex - lengthAt - 8), at: lengthAt, endianness: .little)
    }
}

/// A type as MCAP stores it.
struct MCAPSchema {
    var id: UInt16
    var name: String
    var text: [UInt8]

    func write(into buffer: inout ByteBuffer) {
        buffer.writeMCAPRecord(.schema) {
            $0.writeInteger(id, endianness: .little)
            $0.writeMCAPString(name)
            $0.writeMCAPString("ros1msg")
            $0.writeMCAPBytes(text)
        }
    }
}

/// A topic as MCAP stores it.
struct MCAPChannel {
    var id: UInt16
    var schema: UInt16
    var connection: BagConnection
    var messages: UInt64 = 0
    var sequence: UInt32 = 0
    var isStored = false

    func write(into buffer: inout ByteBuffer) {
        buffer.writeMCAPRecord(.channel) {
            $0.writeMultipleIntegers(id, schema, endianness: .little)
            $0.writeMCAPString(connection.topic)
            $0.writeMCAPString("ros1")
            $0.writeMCAPMap(
                connection.header.filter { $0.key != "message_definition" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }
}

/// Where a chunk is.
struct MCAPChunkIndex {
    var start: UInt64
    var end: UInt64
    var position: Int
    var length: Int
    var indexPositions: [(channel: UInt16, position: Int)]
    var indexLength: Int
    var compression: MCAPCompression
    var stored: Int
    var size: Int

    func write(into buffer: inout ByteBuffer) {
        buffer.writeMCAPRecord(.chunkIndex) {
            $0.writeMultipleIntegers(start, end, UInt64(position), UInt64(length), endianness: .little)
            $0.writeInteger(UInt32(clamping: indexPositions.count * 10), endianness: .little)
            for (channel, position) in indexPositions {
                $0.writeMultipleIntegers(channel, UInt64(position), endianness: .little)
            }
            $0.writeInteger(UInt64(indexLength), endianness: .little)
            $0.writeMCAPString(compression.rawValue)
            $0.writeMultipleIntegers(UInt64(stored), UInt64(size), endianness: .little)
        }
    }
}
