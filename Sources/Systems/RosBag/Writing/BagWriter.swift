// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// Writes a bag of version 2.0 from front to back (http://wiki.ros.org/Bags/Format/2.0).
///
/// Messages collect in a chunk, which goes to the file when it is large enough or ``flush()`` is called. Until
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
    private var isClosed = false
    /// Messages so far.
    public private(set) var messageCount = 0

    /// Begins a bag.
    /// - Throws: ``RosBagError`` with `fileSystem` when the file cannot be made, or is there already.
    public init(path: String, options: Options = Options()) throws(RosBagError) {
        self.options = options
        file = try BagFileBuilder(path: path, replaces: options.replaces)
        chunk = OpenChunk(capacity: min(options.chunkSize, 16 << 20) + 65536)
    }

    /// Bytes in the file so far, without the open chunk.
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
        if chunk.bytes.readableBytes + size > BagFormat.maximumChunkLength / 2 { try flush() }
        if !isStored[number] {
            chunk.bytes.writeConnection(connections[number])
            isStored[number] = true
        }
        messageCount += 1
        let isLast = chunk.begin(connection: connection, time: TimeKey(time), size: size, limit: options.chunkSize)
        if isLast, options.compression == .none {
            // The message that fills the chunk goes to the file from where it is.
            try flush(last: bytes)
        } else {
            chunk.bytes.writeImmutableBuffer(bytes)
            if isLast { try flush() }
        }
    }

    /// Ends the open chunk, so that what was written survives a crash.
    public func flush() throws(RosBagError) { try flush(last: ByteBuffer()) }

    private func flush(last message: ByteBuffer) throws(RosBagError) {
        guard let (first, last) = chunk.times else { return }
        let size = chunk.bytes.readableBytes + message.readableBytes
        try file.append(
            try options.compression.compress(chunk.bytes), options.compression, rest: message, size: size,
            entries: chunk.entries(), start: first, end: last)
        chunk.clear()
    }

    /// Writes the index and gives the file its final name.
    public func close() throws(RosBagError) {
        guard !isClosed else { return }
        try flush()
        isClosed = true
        try file.finish(connections.filter { isStored[Int($0.id)] })
    }
}
