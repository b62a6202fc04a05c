// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// One message in a bag.
public struct BagMessage: Sendable {
    /// The connection it came by, a key of ``BagReader/connections``.
    public var connection: UInt32
    /// When it was received.
    public var time: ROSTime
    /// Its serialised bytes: a slice of its chunk, which stays in memory as long as the slice does.
    public var bytes: ByteBuffer

    /// Creates a message.
    public init(connection: UInt32, time: ROSTime, bytes: ByteBuffer) {
        self.connection = connection
        self.time = time
        self.bytes = bytes
    }
}

/// One chunk of a bag, as its index describes it.
public struct BagChunk: Sendable, Hashable {
    /// Where its record begins, in bytes from the file's beginning.
    public var position: Int
    /// The earliest receive time in it.
    public var startTime: ROSTime
    /// The latest receive time in it.
    public var endTime: ROSTime
    /// How many messages of which connection it holds.
    public var messageCounts: [UInt32: Int]
}

/// Where a message is: its record's place within the chunk, uncompressed.
struct IndexEntry {
    var time: TimeKey
    var connection: UInt32
    var offset: UInt32
}

/// What a file for messages can do, whatever its format: ``BagWriter`` and ``MCAPWriter``.
public protocol MessageFileWriter: AnyObject {
    /// Stores a connection and gives the number by which messages name it; an equal one has the number it had.
    func add(_ connection: BagConnection) throws(RosBagError) -> UInt32
    /// Stores a message.
    func write(connection: UInt32, time: ROSTime, _ bytes: ByteBuffer) throws(RosBagError)
    /// Ends the open chunk, so that what was written survives a crash.
    func flush() throws(RosBagError)
    /// Writes the index and gives the file its final name.
    func close() throws(RosBagError)
    /// Bytes in the file so far, without the open chunk.
    var fileSize: Int { get }
}
