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
    private var chunk = ByteBuffer()
    /// By connection, what the open chunk holds.
    private var indexes: [[IndexEntry]] = []
    private var isSorted: [Bool] = []
    private var used: [UInt32] = []
    private var times: (first: TimeKey, last: TimeKey)?
    private var isClosed = false
    /// Messages so far.
    public private(set) var messageCount = 0

    /// Begins a bag.
    /// - Throws: ``RosBagError`` with `fileSystem` when the file cannot be made, or is there already.
    public init(path: String, options: Options = Options()) throws(RosBagError) {
        self.options = options
        file = try BagFileBuilder(path: path, replaces: options.replaces)
        chunk.reserveCapacity(min(options.chunkSize, 16 << 20) + 65536)
    }

    /// Bytes in the file so far, without the open chunk.
    public var fileSize: Int { file.output.position }

    /// Bytes in the open chunk, uncompressed.
    public var openChunkSize: Int { chunk.readableBytes }

    public func add(_ connection: BagConnection) throws(RosBagError) -> UInt32 {
        if let known = connections.first(where: { $0.isSame(as: connection) }) { return known.id }
        guard connections.count < Int(UInt32.max), connection.encodedHeader.count <= BagFormat.maximumHeaderLength else {
            throw RosBagError(.limitExceeded, "the connection of \(connection.topic) is too large")
        }
        var connection = connection
        connection.id = UInt32(connections.count)
        connections.append(connection)
        isStored.append(false)
        indexes.append([])
        isSorted.append(true)
        return connection.id
    }

    public func write(connection: UInt32, time: ROSTime, _ bytes: ByteBuffer) throws(RosBagError) {
        guard !isClosed else { throw RosBagError(.misuse, "the bag is closed already") }
        let number = Int(connection)
        guard number < connections.count else {
            throw RosBagError(.misuse, "connection \(connection) was never added")
        }
        guard bytes.readableBytes <= BagFormat.maximumChunkLength / 2 else {
            throw RosBagError(.limitExceeded, "a message of \(bytes.readableBytes) bytes is larger than a bag holds")
        }
        // A chunk stays one that readers take, however large messages are.
        if chunk.readableBytes + bytes.readableBytes > BagFormat.maximumChunkLength / 2 { try flush() }
        if !isStored[number] {
            chunk.writeConnection(connections[number])
            isStored[number] = true
        }
        let time = TimeKey(time)
        if indexes[number].isEmpty {
            used.append(connection)
        } else if let last = indexes[number].last, last.time > time {
            isSorted[number] = false
        }
        indexes[number].append(
            IndexEntry(time: time, connection: connection, offset: UInt32(truncatingIfNeeded: chunk.readableBytes)))
        if let (first, last) = times { times = (min(first, time), max(last, time)) } else { times = (time, time) }
        chunk.writeMessage(connection: connection, time: time, bytes)
        messageCount += 1
        if chunk.readableBytes >= options.chunkSize { try flush() }
    }

    public func flush() throws(RosBagError) {
        guard let (first, last) = times else { return }
        let entries = used.map { number -> (connection: UInt32, entries: [IndexEntry]) in
            let index = Int(number)
            // A reader may look for times by halving.
            if !isSorted[index] { indexes[index].sort { ($0.time, $0.offset) < ($1.time, $1.offset) } }
            return (number, indexes[index])
        }
        try file.append(
            try options.compression.compress(chunk), options.compression, size: chunk.readableBytes, entries: entries,
            start: first, end: last)
        for number in used {
            indexes[Int(number)].removeAll(keepingCapacity: true)
            isSorted[Int(number)] = true
        }
        used.removeAll(keepingCapacity: true)
        chunk.clear(minimumCapacity: min(chunk.capacity, 64 << 20))
        times = nil
    }

    public func close() throws(RosBagError) {
        guard !isClosed else { return }
        try flush()
        isClosed = true
        try file.finish(connections.filter { isStored[Int($0.id)] })
    }
}
