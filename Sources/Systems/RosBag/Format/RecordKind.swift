// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a record of a bag holds: the field `op` of its header (http://wiki.ros.org/Bags/Format/2.0).
enum RecordKind {
    /// A message: `conn`, `time`; the data are the message's bytes. Only within chunks.
    static let message: UInt8 = 2
    /// The first record: `index_pos`, `conn_count`, `chunk_count`; padded, so that it can be rewritten.
    static let bagHeader: UInt8 = 3
    /// Where one connection's messages are in the chunk before: `ver`, `conn`, `count`; 12 bytes each.
    static let indexData: UInt8 = 4
    /// Records, perhaps compressed: `compression`, `size` when not.
    static let chunk: UInt8 = 5
    /// What a chunk holds: `ver`, `chunk_pos`, `start_time`, `end_time`, `count`; 8 bytes for each connection.
    static let chunkInfo: UInt8 = 6
    /// A connection: `conn`, `topic`; the data are its header.
    static let connection: UInt8 = 7
}

/// Numbers of the format.
enum BagFormat {
    static let magic = "#ROSBAG V2.0\n"
    /// The first record's header and padding together.
    static let bagHeaderLength = 4096
    /// Lengths that no real header reaches: they are refused before memory is taken.
    static let maximumHeaderLength = 16 << 20
    /// The largest chunk that is read, compressed or not, and the largest message that is written.
    static let maximumChunkLength = 1 << 30
    /// How much of a chunk is recovered that does not say how large it is.
    static let maximumOpenChunkLength = 256 << 20
    /// Bytes before a message in a chunk: its header with its length, and the length of its data.
    static let messageOverhead = 46
}
