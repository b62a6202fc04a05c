// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// A chunk that can be gone through: uncompressed, with those entries of its index that are asked for.
struct OpenedChunk: Sendable {
    /// Which messages are asked for.
    struct Selection: Sendable {
        var from: TimeKey
        var to: TimeKey
        var connections: Set<UInt32>

        func includes(_ entry: IndexEntry) -> Bool {
            entry.time >= from && entry.time <= to && connections.contains(entry.connection)
        }
    }

    /// In the order of time, those of equal time in the order of the file.
    var entries: [IndexEntry]
    /// Empty when there are no entries.
    var contents: ByteBuffer
    var compression: BagCompression

    init(_ stored: BagReader.StoredChunk, _ reader: BagReader, _ selection: Selection, _ spares: SpareBuffers) throws(RosBagError) {
        compression = stored.compression
        entries = try reader.entries(stored).filter { selection.includes($0) }
        entries.sort { $0.time == $1.time ? $0.offset < $1.offset : $0.time < $1.time }
        contents = entries.isEmpty ? ByteBuffer() : try BagReader.contents(stored, into: spares)
    }
}
