// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// The parts of a bag in the order of the file: header, chunks with their indexes, connections, chunk descriptions.
struct BagFileBuilder {
    let output: OutputFile
    private(set) var chunks: [BagChunk] = []

    init(path: String, replaces: Bool, suffix: String = ".active") throws(RosBagError) {
        output = try OutputFile(path: path, replaces: replaces, suffix: suffix)
        var start = ByteBuffer()
        start.writeString(BagFormat.magic)
        // Without an index as yet: a crash leaves a bag that says so.
        start.writeBagHeader(indexPosition: 0, connections: 0, chunks: 0)
        try output.append(start)
    }

    /// Appends a chunk that is compressed already, with its index.
    ///
    /// - Parameters:
    ///   - data: the chunk, as it is stored.
    ///   - rest: more of it, where it is not in one piece.
    ///   - size: how many bytes it has uncompressed.
    ///   - entries: the messages in it by connection, each list in the order of time.
    mutating func append(
        _ data: ByteBuffer, _ compression: BagCompression, rest: ByteBuffer = ByteBuffer(), size: Int,
        entries: [(connection: UInt32, entries: [IndexEntry])], start: TimeKey, end: TimeKey
    ) throws(RosBagError) {
        let position = output.position
        var header = ByteBuffer()
        header.writeChunkHeader(compression, size: size, stored: data.readableBytes + rest.readableBytes)
        var index = ByteBuffer()
        var counts: [UInt32: Int] = [:]
        for (connection, entries) in entries where !entries.isEmpty {
            index.writeIndex(connection: connection, entries)
            counts[connection] = entries.count
        }
        try output.append(header, data, rest, index)
        chunks.append(BagChunk(position: position, startTime: start.time, endTime: end.time, messageCounts: counts))
    }

    /// Writes the bag's index, then the header that says where it is.
    func finish(_ connections: [BagConnection]) throws(RosBagError) {
        let indexPosition = output.position
        var index = ByteBuffer()
        for connection in connections { index.writeConnection(connection) }
        for chunk in chunks { index.writeChunkInfo(chunk) }
        try output.append(index)
        var header = ByteBuffer()
        header.writeBagHeader(indexPosition: indexPosition, connections: connections.count, chunks: chunks.count)
        try output.rewrite(header, at: BagFormat.magic.utf8.count)
        try output.finish()
    }
}
