// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// Writes a bag of version 2.0 from front to back (http://wiki.ros.org/Bags/Format/2.0).
///
/// Messages collect in a chunk, which goes to the file when it is large enough or ``flush()`` is called. Chunks are
/// compressed by other threads, at most four at a time, and go to the file in their order with one of the next calls. Until
/// ``close()`` the file is called `….active` and has no index; whatever happens, ``BagRepair`` recovers its chunks. Not to be
/// used from two threads at once.
public final class BagWriter: MessageFileWriter {
    /// How a bag is written.
    public struct Options: Sendable {
        /// How chunks are compressed. Default: not at all, like `rosbag record`.
        public var compression = BagCompression.none
        /// A chunk goes to the file when it has this many bytes, uncompressed. Default: 768 KiB, like `rosbag record`.
        public var chunkSize = 768 << 10
        /// Whether files of the same name are replaced. Default: no.
        public var replaces = false

        /// The defaults.
        public init() {}
    }

    private let options: Options
    private var file: BagFileBuilder
    private var connections: [BagConnection] = []
    private var isStored: [Bool] = []
    private var chunk: OpenChunk
    private var compressing: CompressionQueue<Description>
    private var isClosed = false
    /// Messages so far.
    public private(set) var messageCount = 0

    /// Begins a bag.
    /// - Throws: ``RosBagError`` with `fileSystem` when the file cannot be made, or is there already.
    public init(path: String, options: Options = Options()) throws(RosBagError) {
        self.options = options
        file = try BagFileBuilder(path: path, replaces: options.replaces)
        chunk = OpenChunk(capacity: min(options.chunkSize, 16 << 20) + 65536)
        let compression = options.compression
        compressing = CompressionQueue { bytes throws(RosBagError) in try compression.compress(bytes) }
    }

    deinit { try? writeCompressed(all: true) }

    /// What is known of a chunk beside its bytes.
    private struct Description {
        var size: Int
        var entries: [(connection: UInt32, entries: [IndexEntry])]
        var start: TimeKey
        var end: TimeKey
    }

    /// Bytes in the file so far, without the open chunk and those that are being compressed.
    public var fileSize: Int { file.output.position }

    /// Bytes in the open chunk, uncompressed.
    public var openChunkSize: Int { chunk.bytes.readableBytes }

    /// Stores a connection and gives the number by which messages name it; an equal one has the number it had.
    public func add(_ connection: BagConnection) throws(RosBagError) -> UInt32 {
        if let known = connections.first(where: { $0.isSame(as: connection) }) { return known.id }
        guard connections.count < Int(UInt32.max), connection.encodedHeader.count <= BagFormat.maximumHeaderLength else {
            throw RosBagError(.limitExceeded, "the connection of \(connection.topic) is too large")
        }
        var connection = connection
        connection.id = UInt32(connections.count)
        connections.append(connection)
        isStored.append(false)
        chunk.addConnection()
        return connection.id
    }

    /// Stores a message.
    /// - Throws: ``RosBagError``: `misuse` for a connection that was not added or a bag that is closed, `limitExceeded` for
    ///   messages of more than 512 MiB, `fileSystem` when the disk is full.
    public func write(connection: UInt32, time: ROSTime, _ bytes: ByteBuffer) throws(RosBagError) {
        guard !isClosed else { throw RosBagError(.misuse, "the bag is closed already") }
        let number = Int(connection)
        guard number < connections.count else {
            throw RosBagError(.misuse, "connection \(connection) was never added")
        }
        let size = bytes.readableBytes
        guard size <= BagFormat.maximumChunkLength / 2 else {
            throw RosBagError(.limitExceeded, "a message of \(size) bytes is larger than a bag holds")
        }
        // A chunk stays one that readers take, however large messages are.
        if chunk.bytes.readableBytes + size > BagFormat.maximumChunkLength / 2 { try endChunk() }
        if !isStored[number] {
            chunk.bytes.writeConnection(connections[number])
            isStored[number] = true
        }
        messageCount += 1
        let isLast = chunk.begin(connection: connection, time: TimeKey(time), size: size, limit: options.chunkSize)
        if isLast, options.compression == .none {
            // The message that fills the chunk goes to the file from where it is.
            try endChunk(last: bytes)
        } else {
            chunk.bytes.writeImmutableBuffer(bytes)
            if isLast { try endChunk() }
        }
        if !compressing.isEmpty { try writeCompressed(all: false) }
    }

    /// Ends the open chunk and writes all that are being compressed, so that what was written survives a crash.
    public func flush() throws(RosBagError) {
        try endChunk()
        try writeCompressed(all: true)
    }

    /// - Parameter message: the bytes of the chunk's last message, when they are not in it.
    private func endChunk(last message: ByteBuffer = ByteBuffer()) throws(RosBagError) {
        guard let (first, last) = chunk.times else { return }
        let description = Description(
            size: chunk.bytes.readableBytes + message.readableBytes, entries: chunk.entries(), start: first, end: last)
        guard options.compression != .none else {
            try append(chunk.bytes, rest: message, description)
            return chunk.clear()
        }
        // While the file cannot be written no more is added than may wait.
        try writeCompressed(all: false)
        compressing.add(description, chunk.bytes)
        chunk.bytes = compressing.buffer(min(chunk.bytes.storageCapacity, 64 << 20))
        chunk.clear()
    }

    /// Writes what is compressed, at least so much that no more waits than may.
    private func writeCompressed(all: Bool) throws(RosBagError) {
        while let (description, compressed) = try compressing.first(waits: all) {
            try append(compressed, rest: ByteBuffer(), description)
            compressing.removeFirst()
        }
    }

    private func append(_ bytes: ByteBuffer, rest: ByteBuffer, _ description: Description) throws(RosBagError) {
        try file.append(
            bytes, options.compression, rest: rest, size: description.size, entries: description.entries,
            start: description.start, end: description.end)
    }

    /// Writes the index and gives the file its final name.
    public func close() throws(RosBagError) {
        guard !isClosed else { return }
        try flush()
        isClosed = true
        try file.finish(connections.filter { isStored[Int($0.id)] })
    }
}
