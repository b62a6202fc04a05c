// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// Makes a bag that was not closed, was cut off or is damaged into one that every tool reads: all that is whole is
/// copied to a new file with a new index. The damaged file is not touched.
public enum BagRepair {
    /// What came of it.
    public struct Report: Sendable {
        /// Chunks in the new file.
        public var chunks = 0
        /// Messages in the new file.
        public var messages = 0
        /// What could not be saved, with the place in the damaged file.
        public var losses: [RosBagError] = []
    }

    /// Repairs a bag.
    ///
    /// - Parameters:
    ///   - source: the bag as it is, `x.bag.active`.
    ///   - target: the new file.
    ///   - replaces: whether a file of the new name is replaced. Default: no.
    /// - Throws: ``RosBagError`` when the source is no bag at all or a file cannot be read or written.
    public static func repair(_ source: String, to target: String, replaces: Bool = false) throws(RosBagError) -> Report {
        try repair(try InputFile(path: source), to: target, replaces: replaces)
    }

    static func repair(_ file: InputFile, to target: String, replaces: Bool) throws(RosBagError) -> Report {
        let found = try BagScanner(file).scan()
        // The source may be the target's `.active`.
        var builder = try BagFileBuilder(path: target, replaces: replaces, suffix: ".reindexing")
        var report = Report()
        report.losses = found.losses
        var used: Set<UInt32> = []
        var stored: Set<UInt32> = []
        for chunk in found.chunks {
            used.formUnion(chunk.summary.messageCounts.keys)
            var lists: [UInt32: [IndexEntry]] = [:]
            for entry in chunk.entries { lists[entry.connection, default: []].append(entry) }
            var (data, compression) = (ByteBuffer(), chunk.compression)
            var size = Int(chunk.record.fields.size ?? 0)
            // Connections that stand in no chunk that was saved are put before the messages that need them.
            let contents: ByteBuffer
            if let partial = chunk.partial { contents = partial } else { contents = try uncompressed(file, chunk) }
            let scan = ChunkRecords.scan(contents)
            stored.formUnion(scan.connections.map(\.id))
            let missing = lists.keys.filter { !stored.contains($0) }.sorted()
            if chunk.partial != nil || !missing.isEmpty {
                var prefix = ByteBuffer()
                for id in missing { if let connection = found.connections[id] { prefix.writeConnection(connection) } }
                let shift = UInt32(clamping: prefix.readableBytes)
                for id in lists.keys {
                    lists[id] = lists[id]?.map { IndexEntry(time: $0.time, connection: id, offset: $0.offset &+ shift) }
                }
                prefix.writeImmutableBuffer(contents)
                size = prefix.readableBytes
                data = try compression.compress(prefix)
                stored.formUnion(missing)
            } else {
                data = try file.read(at: chunk.record.dataOffset, count: chunk.record.dataLength)
                compression = chunk.compression
            }
            let entries = lists.sorted { $0.key < $1.key }.map { list in
                (connection: list.key, entries: list.value.sorted { ($0.time, $0.offset) < ($1.time, $1.offset) })
            }
            try builder.append(
                data, compression, size: size, entries: entries, start: TimeKey(chunk.summary.startTime),
                end: TimeKey(chunk.summary.endTime))
            report.chunks += 1
            report.messages += chunk.entries.count
        }
        try builder.finish(found.connections.values.filter { used.contains($0.id) }.sorted { $0.id < $1.id })
        return report
    }

    private static func uncompressed(_ file: InputFile, _ chunk: BagScanner.Chunk) throws(RosBagError) -> ByteBuffer {
        let data = try file.read(at: chunk.record.dataOffset, count: chunk.record.dataLength)
        return try chunk.compression.decompress(data, size: Int(chunk.record.fields.size ?? 0))
    }
}
