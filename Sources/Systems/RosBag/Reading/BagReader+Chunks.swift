// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Chunks, read when they are needed.
extension BagReader {
    /// A chunk with its index records, as they are in the file.
    struct StoredChunk {
        var record: BagRecord
        var compression: BagCompression
        var data: ByteBuffer
        /// What comes between this chunk and the next.
        var trailer: ByteBuffer
    }

    /// How many bytes of the file a chunk and its index have at most: what comes before the next chunk.
    func storedLength(_ number: Int) -> Int {
        let next = number + 1 < chunks.count ? chunks[number + 1].position : chunksEnd
        return max(0, min(next, file.size) - chunks[number].position)
    }

    /// Reads a chunk and its index in one go.
    /// - Parameter spares: where memory comes from. Default: the allocator.
    func stored(_ number: Int, into spares: SpareBuffers? = nil) throws(RosBagError) -> StoredChunk {
        let position = chunks[number].position
        // What no chunk may be as large as is refused before it is read; without an index the end is not known.
        let length = storedLength(number)
        guard length <= BagFormat.maximumChunkLength + BagFormat.maximumHeaderLength || !isIndexed else {
            throw RosBagError(.limitExceeded, "a chunk and its index have \(length) bytes, more than allowed", offset: position)
        }
        guard isIndexed else {
            if let known = scanned[position], let partial = known.partial {
                var record = known.record
                record.fields.size = UInt32(clamping: partial.readableBytes)
                return StoredChunk(record: record, compression: .none, data: partial, trailer: ByteBuffer())
            }
            var cursor = RecordCursor(file, at: position)
            let record = try cursor.next()
            return try StoredChunk(
                record: record, compression: BagReader.compression(record),
                data: try file.read(at: record.dataOffset, count: record.dataLength, into: spares), trailer: ByteBuffer())
        }
        let region = try file.read(at: position, count: length, into: spares)
        let parsed = region.withUnsafeReadableBytes { memory -> (RecordFields, Int, Int)? in
            var scanner = ByteScanner(memory)
            guard let header = scanner.sized(), let fields = RecordFields(header), let data = scanner.sized() else { return nil }
            return (fields, scanner.position - data.count, data.count)
        }
        guard let (fields, start, count) = parsed else {
            throw RosBagError(.malformed, "no chunk is where the index says", offset: position)
        }
        let record = BagRecord(offset: position, fields: fields, dataOffset: position + start, dataLength: count)
        let end = region.readerIndex + start + count
        return StoredChunk(
            record: record, compression: try BagReader.compression(record),
            data: region.getSlice(at: region.readerIndex + start, length: count) ?? ByteBuffer(),
            trailer: region.getSlice(at: end, length: region.writerIndex - end) ?? ByteBuffer())
    }

    static func compression(_ record: BagRecord) throws(RosBagError) -> BagCompression {
        guard record.fields.kind == RecordKind.chunk, let word = record.fields.compression, let size = record.fields.size else {
            throw RosBagError(
                .malformed, "a chunk is expected, a record of kind \(record.fields.kind) came", offset: record.offset)
        }
        guard let compression = BagCompression(rawValue: word) else {
            throw RosBagError(
                .unsupported, "chunks compressed by '\(word)' are not read: none, lz4 and bz2 are", offset: record.offset)
        }
        guard Int(size) <= BagFormat.maximumChunkLength else {
            throw RosBagError(.limitExceeded, "a chunk of \(size) bytes is more than allowed", offset: record.offset)
        }
        return compression
    }

    /// A chunk's bytes, uncompressed.
    static func contents(_ stored: StoredChunk, into spares: SpareBuffers? = nil) throws(RosBagError) -> ByteBuffer {
        do {
            return try stored.compression.decompress(stored.data, size: Int(stored.record.fields.size ?? 0), into: spares)
        } catch {
            throw RosBagError(error.code, error.message, offset: stored.record.offset)
        }
    }

    /// The index of a chunk: what its index records say, or what was found in it.
    func entries(_ stored: StoredChunk) throws(RosBagError) -> [IndexEntry] {
        if let known = scanned[stored.record.offset] { return known.entries }
        var entries: [IndexEntry] = []
        let isWhole = stored.trailer.withUnsafeReadableBytes { memory -> Bool in
            var scanner = ByteScanner(memory)
            while scanner.remaining > 0 {
                guard let header = scanner.sized(), let fields = RecordFields(header), let data = scanner.sized() else { return false }
                guard fields.kind == RecordKind.indexData else { continue }
                guard fields.version == 1, let connection = fields.connection, let count = fields.count,
                    data.count == Int(count) * 12
                else { return false }
                entries.reserveCapacity(entries.count + Int(count))
                var index = ByteScanner(data)
                while let time: UInt64 = index.number(), let offset: UInt32 = index.number() {
                    entries.append(IndexEntry(time: TimeKey(file: time), connection: connection, offset: offset))
                }
            }
            return true
        }
        guard isWhole else {
            throw RosBagError(
                .malformed, "the index of a chunk cannot be read; `pharos bag reindex` makes a new one", offset: stored.record.end)
        }
        return entries
    }
}
