// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// A bag of version 2.0, read by its index: opening reads connections and chunk descriptions only, chunks are read and
/// decompressed when their messages are asked for (http://wiki.ros.org/Bags/Format/2.0).
///
/// It may be used from several threads.
public final class BagReader: Sendable {
    /// How a bag is read.
    public struct Options: Sendable {
        /// Reads bags that were not closed, by going through all of them first. Default: no, they throw `unindexed`.
        public var allowsUnindexed = false
        /// How many bytes of chunks an iteration keeps uncompressed when chunks overlap in time. Default: 64 MiB. One
        /// chunk is always kept; beside them, those that are uncompressed ahead, at most four of 16 MiB.
        public var cacheSize = 64 << 20

        /// The defaults.
        public init() {}
    }

    /// The connections by number.
    public let connections: [UInt32: BagConnection]
    /// The chunks in the order of the file.
    public let chunks: [BagChunk]
    /// Bytes of the file.
    public var fileSize: Int { file.size }
    /// Whether the index is the file's own; else it was made by going through the file.
    public let isIndexed: Bool
    let file: InputFile
    let options: Options
    /// For bags without an index: what was found in each chunk.
    let scanned: [Int: BagScanner.Chunk]
    /// Where the last chunk's records end.
    let chunksEnd: Int

    /// Opens a bag.
    /// - Throws: ``RosBagError``: `notABag`, `unsupported` for other versions and encrypted ones, `unindexed` when the
    ///   bag was not closed, `truncated` or `malformed` with the place of what is wrong.
    public convenience init(path: String, options: Options = Options()) throws(RosBagError) {
        try self.init(try InputFile(path: path), options)
    }

    /// Opens a bag in memory.
    public convenience init(bytes: ByteBuffer, options: Options = Options()) throws(RosBagError) {
        try self.init(InputFile(bytes: bytes), options)
    }

    init(_ file: InputFile, _ options: Options) throws(RosBagError) {
        self.file = file
        self.options = options
        var cursor = try BagReader.begin(file)
        let header = try BagReader.bagHeader(&cursor)
        do throws(RosBagError) {
            guard header.indexPosition > 0 else {
                throw RosBagError(
                    .unindexed, "\(file.path) was not closed: it has no index; `pharos bag reindex` makes one")
            }
            let index = try BagReader.index(&cursor, header)
            (connections, chunks, scanned, chunksEnd, isIndexed) = (
                index.connections, index.chunks, [:], header.indexPosition, true
            )
        } catch {
            guard options.allowsUnindexed else { throw error }
            let found = try BagScanner(file).scan()
            connections = found.connections
            chunks = found.chunks.map(\.summary)
            scanned = Dictionary(
                found.chunks.map { ($0.summary.position, $0) }, uniquingKeysWith: { first, _ in first })
            chunksEnd = file.size
            isIndexed = false
        }
    }

    // MARK: What is in it

    /// All messages.
    public var messageCount: Int { chunks.reduce(0) { $0 + $1.messageCounts.values.reduce(0, +) } }

    /// The receive time of the first message; `nil` when there is none.
    public var startTime: ROSTime? { chunks.map { TimeKey($0.startTime) }.min()?.time }

    /// The receive time of the last message; `nil` when there is none.
    public var endTime: ROSTime? { chunks.map { TimeKey($0.endTime) }.max()?.time }

    /// Messages of each connection.
    public var messageCounts: [UInt32: Int] {
        chunks.reduce(into: [:]) { counts, chunk in counts.merge(chunk.messageCounts, uniquingKeysWith: +) }
    }

    /// The messages in the order of their receive times, those of equal time in the order of the file.
    ///
    /// - Parameters:
    ///   - from: the first receive time of interest. Default: all.
    ///   - to: the last. Default: all.
    ///   - isIncluded: says whether a connection's messages are wanted. Default: all.
    public func messages(
        from: ROSTime? = nil, to: ROSTime? = nil, where isIncluded: (BagConnection) -> Bool = { _ in true }
    ) -> BagMessages {
        BagMessages(
            self, from: from.map { TimeKey($0) } ?? TimeKey(bits: 0), to: to.map { TimeKey($0) } ?? TimeKey(bits: .max),
            connections: Set(connections.values.filter(isIncluded).map(\.id)))
    }

    /// How a chunk is stored: its compression, its bytes in the file and uncompressed.
    public func storage(of chunk: BagChunk) throws(RosBagError) -> (compression: String, stored: Int, size: Int) {
        var cursor = RecordCursor(file, at: chunk.position)
        let record = try cursor.next()
        return (record.fields.compression ?? "", record.dataLength, Int(record.fields.size ?? 0))
    }
}
