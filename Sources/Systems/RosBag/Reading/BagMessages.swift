// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// The messages of a bag in the order of time. Chunks are opened when their time has come; of those that overlap in
/// time only as many stay in memory as ``BagReader/Options/cacheSize`` allows, others are read again. Of compressed chunks
/// the next few are uncompressed by other threads meanwhile.
public struct BagMessages {
    private let reader: BagReader
    /// Numbers of the chunks to come, by start time.
    private let waiting: [Int]
    private var nextWaiting = 0
    private var cursors: [Cursor] = []
    private var opener: ChunkOpener
    private var cache: ChunkCache

    /// The place in one chunk's index.
    private struct Cursor {
        var chunk: Int
        var entries: [IndexEntry]
        var at = 0
        var time: TimeKey { entries[at].time }
    }

    init(_ reader: BagReader, from: TimeKey, to: TimeKey, connections: Set<UInt32>) {
        self.reader = reader
        let waiting = reader.chunks.indices.filter { number in
            let chunk = reader.chunks[number]
            return TimeKey(chunk.startTime) <= to && TimeKey(chunk.endTime) >= from
                && chunk.messageCounts.keys.contains { connections.contains($0) }
        }.sorted { left, right in
            let (left, right) = (reader.chunks[left], reader.chunks[right])
            return (TimeKey(left.startTime), left.position) < (TimeKey(right.startTime), right.position)
        }
        let spares = SpareBuffers()
        self.waiting = waiting
        opener = ChunkOpener(
            reader, OpenedChunk.Selection(from: from, to: to, connections: connections), order: waiting, spares)
        cache = ChunkCache(limit: reader.options.cacheSize, spares)
    }

    /// The next message; `nil` at the end.
    /// - Throws: ``RosBagError`` with the place of what cannot be read.
    public mutating func next() throws(RosBagError) -> BagMessage? {
        while nextWaiting < waiting.count {
            let start = TimeKey(reader.chunks[waiting[nextWaiting]].startTime)
            if let first = cursors.first, first.time < start { break }
            try open(nextWaiting)
            nextWaiting += 1
        }
        guard !cursors.isEmpty else { return nil }
        let chunk = cursors[0].chunk
        let entry = cursors[0].entries[cursors[0].at]
        cursors[0].at += 1
        let contents = try cache.contents(of: chunk, reader)
        if cursors[0].at == cursors[0].entries.count {
            cache.forget(chunk)
            cursors[0] = cursors[cursors.count - 1]
            cursors.removeLast()
        }
        sink()
        guard let message = ChunkRecords.message(contents, at: Int(entry.offset)), message.connection == entry.connection else {
            throw RosBagError(
                .malformed, "the index says that a message of connection \(entry.connection) is at \(entry.offset) of the chunk; "
                    + "it is not", offset: reader.chunks[chunk].position)
        }
        return BagMessage(connection: entry.connection, time: entry.time.time, bytes: message.bytes)
    }

    private mutating func open(_ place: Int) throws(RosBagError) {
        let chunk = try opener.open(at: place)
        guard !chunk.entries.isEmpty else { return }
        cache.add(waiting[place], chunk.contents)
        cursors.append(Cursor(chunk: waiting[place], entries: chunk.entries))
        rise()
    }

    // MARK: A heap whose first cursor has the earliest message

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (cursors[left].time, cursors[left].chunk) < (cursors[right].time, cursors[right].chunk)
    }

    private mutating func rise() {
        var child = cursors.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            cursors.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            if 2 * parent + 1 < cursors.count, isBefore(2 * parent + 1, least) { least = 2 * parent + 1 }
            if 2 * parent + 2 < cursors.count, isBefore(2 * parent + 2, least) { least = 2 * parent + 2 }
            guard least != parent else { return }
            cursors.swapAt(parent, least)
            parent = least
        }
    }
}

/// Chunks uncompressed, the least recently used give way.
private struct ChunkCache {
    private var kept: [Int: (contents: ByteBuffer, use: UInt64)] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0
    private var last: (number: Int, contents: ByteBuffer)?
    private let limit: Int
    private let spares: SpareBuffers

    init(limit: Int, _ spares: SpareBuffers) {
        self.limit = limit
        self.spares = spares
    }

    mutating func add(_ number: Int, _ contents: ByteBuffer) {
        while bytes + contents.readableBytes > limit, let oldest = kept.min(by: { $0.value.use < $1.value.use }) {
            forget(oldest.key)
        }
        uses += 1
        kept[number] = (contents, uses)
        bytes += contents.readableBytes
        last = (number, contents)
    }

    mutating func contents(of number: Int, _ reader: BagReader) throws(RosBagError) -> ByteBuffer {
        if let last, last.number == number { return last.contents }
        if let known = kept[number] {
            uses += 1
            kept[number]?.use = uses
            last = (number, known.contents)
            return known.contents
        }
        let contents = try BagReader.contents(try reader.stored(number, into: spares), into: spares)
        add(number, contents)
        return contents
    }

    mutating func forget(_ number: Int) {
        guard let gone = kept.removeValue(forKey: number) else { return }
        bytes -= gone.contents.readableBytes
        if last?.number == number { last = nil }
        spares.give(gone.contents)
    }
}
