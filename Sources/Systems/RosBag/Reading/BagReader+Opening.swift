// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// The parts of a bag that are read when it is opened.
extension BagReader {
    struct Header {
        var indexPosition: Int
        var connections: Int
        var chunks: Int
    }

    /// A cursor behind the first line.
    static func begin(_ file: InputFile) throws(RosBagError) -> RecordCursor {
        let magic = BagFormat.magic
        let start = try file.read(at: 0, count: min(file.size, magic.utf8.count))
        let line = String(buffer: start)
        guard line == magic else {
            if line.hasPrefix("#ROSBAG V") || line.hasPrefix("#ROSRECORD V") {
                throw RosBagError(
                    .unsupported, "\(file.path) is a bag of another version; 2.0 is read, `rosbag fix` converts it", offset: 0)
            }
            throw RosBagError(.notABag, "\(file.path) does not begin like a bag, with '#ROSBAG V2.0'", offset: 0)
        }
        return RecordCursor(file, at: magic.utf8.count)
    }

    static func bagHeader(_ cursor: inout RecordCursor) throws(RosBagError) -> Header {
        let record = try cursor.next()
        if let encryptor = record.fields.encryptor, !encryptor.isEmpty {
            throw RosBagError(.unsupported, "the bag is encrypted by \(encryptor); that is not read", offset: record.offset)
        }
        guard record.fields.kind == RecordKind.bagHeader, let position = record.fields.indexPosition,
            let connections = record.fields.connectionCount, let chunks = record.fields.chunkCount
        else {
            throw RosBagError(
                .malformed, "the first record shall be the bag's header with index_pos, conn_count and chunk_count",
                offset: record.offset)
        }
        guard position <= UInt64(Int.max) else {
            throw RosBagError(.malformed, "the index cannot be at byte \(position)", offset: record.offset)
        }
        return Header(indexPosition: Int(position), connections: Int(connections), chunks: Int(chunks))
    }

    static func index(
        _ cursor: inout RecordCursor, _ header: Header
    ) throws(RosBagError) -> (connections: [UInt32: BagConnection], chunks: [BagChunk]) {
        cursor.move(to: header.indexPosition)
        var connections: [UInt32: BagConnection] = [:]
        for _ in 0..<header.connections {
            let connection = try connection(&cursor)
            connections[connection.id] = connection
        }
        var chunks: [BagChunk] = []
        for _ in 0..<header.chunks {
            let record = try cursor.next()
            let chunk = try chunkInfo(record, try cursor.data(record))
            guard chunk.position > 0, chunk.position < header.indexPosition else {
                throw RosBagError(.malformed, "a chunk cannot be at byte \(chunk.position)", offset: record.offset)
            }
            chunks.append(chunk)
        }
        chunks.sort { $0.position < $1.position }
        for (chunk, next) in zip(chunks, chunks.dropFirst()) where chunk.position == next.position {
            throw RosBagError(.malformed, "two chunks at one place", offset: chunk.position)
        }
        return (connections, chunks)
    }

    private static func connection(_ cursor: inout RecordCursor) throws(RosBagError) -> BagConnection {
        let record = try cursor.next()
        guard record.fields.kind == RecordKind.connection, let id = record.fields.connection else {
            throw RosBagError(
                .malformed, "a connection is expected, a record of kind \(record.fields.kind) came", offset: record.offset)
        }
        let data = try cursor.data(record)
        guard
            let connection = data.withUnsafeReadableBytes({
                BagConnection(id: id, topic: record.fields.topic ?? "", data: $0)
            })
        else {
            throw RosBagError(.malformed, "a connection's header cannot be read", offset: record.dataOffset)
        }
        return connection
    }

    private static func chunkInfo(_ record: BagRecord, _ data: ByteBuffer) throws(RosBagError) -> BagChunk {
        let fields = record.fields
        guard fields.kind == RecordKind.chunkInfo, fields.version == 1, let position = fields.chunkPosition,
            let start = fields.startTime, let end = fields.endTime, let count = fields.count
        else {
            throw RosBagError(
                .malformed, "a chunk's description of version 1 is expected, a record of kind \(fields.kind) came",
                offset: record.offset)
        }
        guard data.readableBytes == Int(count) * 8, position <= UInt64(Int.max) else {
            throw RosBagError(.malformed, "a chunk's description contradicts itself", offset: record.offset)
        }
        var counts: [UInt32: Int] = [:]
        counts.reserveCapacity(Int(count))
        var data = data
        while let (connection, messages) = data.readMultipleIntegers(endianness: .little, as: (UInt32, UInt32).self) {
            counts[connection, default: 0] += Int(messages)
        }
        return BagChunk(position: Int(position), startTime: start.time, endTime: end.time, messageCounts: counts)
    }
}
