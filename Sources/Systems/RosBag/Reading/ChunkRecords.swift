// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// The records within a chunk, uncompressed.
enum ChunkRecords {
    /// How many connection records before a message are passed over; more would make hostile files slow to read.
    private static let maximumConnectionsBefore = 256

    /// The bytes of the message whose record begins at `offset`. Connection records before it are passed over.
    /// - Returns: `nil` when there is no message.
    static func message(_ chunk: ByteBuffer, at offset: Int) -> (connection: UInt32, time: TimeKey, bytes: ByteBuffer)? {
        let found = chunk.withUnsafeReadableBytes { memory -> (UInt32, TimeKey, Int, Int)? in
            var scanner = ByteScanner(memory, at: offset)
            guard offset <= memory.count else { return nil }
            for _ in 0..<maximumConnectionsBefore {
                guard let header = scanner.sized(), let data = scanner.sized() else { return nil }
                if let (connection, time) = messageHeader(header) {
                    return (connection, time, scanner.position - data.count, data.count)
                }
                guard let fields = RecordFields(header), fields.kind == RecordKind.connection else { return nil }
            }
            return nil
        }
        guard let (connection, time, start, count) = found,
            let bytes = chunk.getSlice(at: chunk.readerIndex + start, length: count)
        else { return nil }
        return (connection, time, bytes)
    }

    /// Connection and time of a message's header: without looking at the fields' names one by one when they are where
    /// everybody writes them.
    @inline(__always)
    private static func messageHeader(_ header: UnsafeRawBufferPointer) -> (UInt32, TimeKey)? {
        if header.count == 38 {
            // `conn=` 4 bytes, `op=` 1 byte, `time=` 8 bytes, each with its length before it.
            func word(_ offset: Int) -> UInt32 { UInt32(littleEndian: header.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
            if word(0) == 9, word(4) == 0x6e6e_6f63, header[8] == UInt8(ascii: "="), word(13) == 4, word(17) == 0x023d_706f,
                word(21) == 13, word(25) == 0x656d_6974, header[29] == UInt8(ascii: "=")
            {
                let time = UInt64(littleEndian: header.loadUnaligned(fromByteOffset: 30, as: UInt64.self))
                return (word(9), TimeKey(file: time))
            }
        }
        guard let fields = RecordFields(header), fields.kind == RecordKind.message, let connection = fields.connection,
            let time = fields.time
        else { return nil }
        return (connection, time)
    }

    /// What is found in a chunk that has no index, or whose index is not to be believed.
    struct Scan {
        var connections: [BagConnection] = []
        var entries: [IndexEntry] = []
        /// Up to where the records are whole.
        var validLength = 0
    }

    /// Goes through all records up to the first that is cut off or no record.
    static func scan(_ chunk: ByteBuffer) -> Scan {
        chunk.withUnsafeReadableBytes { memory in
            var scan = Scan()
            var scanner = ByteScanner(memory)
            while scanner.remaining > 0 {
                let start = scanner.position
                guard let header = scanner.sized(), let data = scanner.sized() else { break }
                if let (connection, time) = messageHeader(header) {
                    scan.entries.append(
                        IndexEntry(time: time, connection: connection, offset: UInt32(truncatingIfNeeded: start)))
                } else if let fields = RecordFields(header) {
                    if fields.kind == RecordKind.connection, let id = fields.connection {
                        guard let connection = BagConnection(id: id, topic: fields.topic ?? "", data: data) else { break }
                        scan.connections.append(connection)
                    }
                } else {
                    break
                }
                scan.validLength = scanner.position
            }
            return scan
        }
    }
}
