// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Goes through a bag from front to back without its index, and finds all that is whole.
struct BagScanner {
    /// A chunk that was found, and the place of every message in it.
    struct Chunk {
        var record: BagRecord
        var compression: BagCompression
        var summary: BagChunk
        var entries: [IndexEntry]
        /// Bytes of it, uncompressed, when only a part is whole.
        var partial: ByteBuffer?
    }

    struct Result {
        var connections: [UInt32: BagConnection] = [:]
        var chunks: [Chunk] = []
        /// What could not be used, in words with the place.
        var losses: [RosBagError] = []
        /// Messages whose connection is not known.
        var orphans = 0
    }

    private let file: InputFile

    init(_ file: InputFile) { self.file = file }

    /// - Throws: only when the file is no bag or cannot be read; what is damaged stands in the result.
    func scan() throws(RosBagError) -> Result {
        var cursor = try BagReader.begin(file)
        var result = Result()
        do throws(RosBagError) {
            _ = try BagReader.bagHeader(&cursor)
        } catch where error.code == .malformed || error.code == .truncated {
            result.losses.append(error)
            guard let next = resync(after: BagFormat.magic.utf8.count) else { return result }
            cursor.move(to: next)
        }
        while !cursor.isAtEnd {
            let start = cursor.position
            do throws(RosBagError) {
                try take(try cursor.next(), &cursor, &result)
            } catch {
                if error.code == .fileSystem { throw error }
                result.losses.append(error)
                takeCutOff(at: start, &result)
                guard let next = resync(after: start + 4) else { break }
                cursor.move(to: next)
            }
        }
        dropOrphans(&result)
        return result
    }

    private func take(_ record: BagRecord, _ cursor: inout RecordCursor, _ result: inout Result) throws(RosBagError) {
        switch record.fields.kind {
        case RecordKind.chunk:
            let compression = try BagReader.compression(record)
            if record.dataLength == 0 { return try takeOpen(record, compression, &cursor, &result) }
            let data = try file.read(at: record.dataOffset, count: record.dataLength)
            let size = Int(record.fields.size ?? 0)
            do throws(RosBagError) {
                add(record, compression, try compression.decompress(data, size: size), isWhole: true, &result)
            } catch {
                result.losses.append(RosBagError(error.code, error.message, offset: record.offset))
                let contents = try compression.decompress(data, size: size, isPartial: true)
                add(record, compression, contents, isWhole: false, &result)
            }
        case RecordKind.connection:
            guard let id = record.fields.connection else { return }
            let data = try cursor.data(record)
            let connection = data.withUnsafeReadableBytes { BagConnection(id: id, topic: record.fields.topic ?? "", data: $0) }
            if let connection, result.connections[id] == nil { result.connections[id] = connection }
        default: break
        }
    }

    private func add(
        _ record: BagRecord, _ compression: BagCompression, _ contents: ByteBuffer, isWhole: Bool, _ result: inout Result
    ) {
        let scan = ChunkRecords.scan(contents)
        for connection in scan.connections where result.connections[connection.id] == nil {
            result.connections[connection.id] = connection
        }
        let isComplete = isWhole && scan.validLength == contents.readableBytes
        if isWhole, !isComplete {
            result.losses.append(
                RosBagError(
                    .malformed, "a chunk has \(contents.readableBytes - scan.validLength) bytes at its end that are no records",
                    offset: record.offset))
        }
        guard let first = scan.entries.first else { return }
        var summary = BagChunk(
            position: record.offset, startTime: first.time.time, endTime: first.time.time, messageCounts: [:])
        var (least, most) = (first.time, first.time)
        for entry in scan.entries {
            least = min(least, entry.time)
            most = max(most, entry.time)
            summary.messageCounts[entry.connection, default: 0] += 1
        }
        (summary.startTime, summary.endTime) = (least.time, most.time)
        let partial = isComplete ? nil : contents.getSlice(at: contents.readerIndex, length: scan.validLength)
        result.chunks.append(
            Chunk(record: record, compression: compression, summary: summary, entries: scan.entries, partial: partial))
    }

    /// A chunk whose writer died before it could say how long it is, as rosbag leaves them: it goes on to the end.
    private func takeOpen(
        _ record: BagRecord, _ compression: BagCompression, _ cursor: inout RecordCursor, _ result: inout Result
    ) throws(RosBagError) {
        result.losses.append(RosBagError(.truncated, "the last chunk was not ended", offset: record.offset))
        let next = resync(after: record.dataOffset) ?? file.size
        let length = min(next - record.dataOffset, BagFormat.maximumChunkLength)
        guard length > 0 else { return }
        let data = try file.read(at: record.dataOffset, count: length)
        let size = compression == .none ? length : BagFormat.maximumOpenChunkLength
        add(record, compression, try compression.decompress(data, size: size, isPartial: true), isWhole: false, &result)
        cursor.move(to: next)
    }

    /// The last chunk of a bag whose writer died: its data end with the file.
    private func takeCutOff(at start: Int, _ result: inout Result) {
        guard let (record, compression) = chunkHeader(at: start), record.end > file.size else { return }
        let length = file.size - record.dataOffset
        guard length > 0, length <= BagFormat.maximumChunkLength, let data = try? file.read(at: record.dataOffset, count: length),
            let contents = try? compression.decompress(data, size: Int(record.fields.size ?? 0), isPartial: true)
        else { return }
        add(record, compression, contents, isWhole: false, &result)
    }

    private func chunkHeader(at start: Int) -> (BagRecord, BagCompression)? {
        guard start >= 0, file.size - start >= 8, let bytes = try? file.read(at: start, count: min(256, file.size - start)) else { return nil }
        let parsed = bytes.withUnsafeReadableBytes { memory -> (RecordFields, Int, Int)? in
            var scanner = ByteScanner(memory)
            guard let header = scanner.sized(), let fields = RecordFields(header), let length: UInt32 = scanner.number()
            else { return nil }
            return (fields, scanner.position, Int(length))
        }
        guard let (fields, header, length) = parsed else { return nil }
        let record = BagRecord(offset: start, fields: fields, dataOffset: start + header, dataLength: length)
        guard let compression = try? BagReader.compression(record) else { return nil }
        return (record, compression)
    }

    /// Where the next chunk begins: damage in one costs no other.
    private func resync(after start: Int) -> Int? {
        let word = Array("compression=".utf8)
        let step = 1 << 20
        var at = start
        while at < file.size {
            let count = min(step + 256, file.size - at)
            guard let bytes = try? file.read(at: at, count: count) else { return nil }
            var found: Int?
            bytes.withUnsafeReadableBytes { memory in
                var index = 0
                while found == nil, index + word.count <= memory.count {
                    if memory[index] == word[0], memory[index..<index + word.count].elementsEqual(word) {
                        // Before the word come its field's length, perhaps other fields, and the header's length.
                        for back in 8...64 where at + index - back > start {
                            if chunkHeader(at: at + index - back) != nil {
                                found = at + index - back
                                break
                            }
                        }
                    }
                    index += 1
                }
            }
            if let found { return found }
            at += step
        }
        return nil
    }

    private func dropOrphans(_ result: inout Result) {
        for index in result.chunks.indices {
            let unknown = result.chunks[index].summary.messageCounts.filter { result.connections[$0.key] == nil }
            guard !unknown.isEmpty else { continue }
            result.orphans += unknown.values.reduce(0, +)
            result.chunks[index].entries.removeAll { unknown[$0.connection] != nil }
            for id in unknown.keys { result.chunks[index].summary.messageCounts[id] = nil }
        }
        result.chunks.removeAll { $0.entries.isEmpty }
        guard result.orphans > 0 else { return }
        result.losses.append(
            RosBagError(.malformed, "\(result.orphans) messages are of connections whose description is lost"))
    }
}
