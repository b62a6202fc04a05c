// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// The chunk that collects messages, and the index of what is in it.
struct OpenChunk {
    var bytes: ByteBuffer
    private(set) var times: (first: TimeKey, last: TimeKey)?
    /// By connection.
    private var indexes: [[IndexEntry]] = []
    private var isSorted: [Bool] = []
    /// The connections that have messages in it, in the order of their first.
    private var used: [UInt32] = []

    init(capacity: Int) { bytes = ByteBufferAllocator().buffer(capacity: capacity) }

    mutating func addConnection() {
        indexes.append([])
        isSorted.append(true)
    }

    /// Enters a message of a known connection and writes all of its record but its bytes.
    /// - Returns: whether the chunk is full with it.
    mutating func begin(connection: UInt32, time: TimeKey, size: Int, limit: Int) -> Bool {
        let number = Int(connection)
        let offset = UInt32(truncatingIfNeeded: bytes.readableBytes)
        if indexes[number].isEmpty {
            used.append(connection)
        } else if let last = indexes[number].last, last.time > time {
            isSorted[number] = false
        }
        indexes[number].append(IndexEntry(time: time, connection: connection, offset: offset))
        if let (first, last) = times { times = (min(first, time), max(last, time)) } else { times = (time, time) }
        bytes.writeMessageHeader(connection: connection, time: time, size: size)
        return bytes.readableBytes + size >= limit
    }

    /// The index by connection, each list in the order of time: a reader may look for times by halving.
    mutating func entries() -> [(connection: UInt32, entries: [IndexEntry])] {
        for number in used where !isSorted[Int(number)] {
            indexes[Int(number)].sort { ($0.time, $0.offset) < ($1.time, $1.offset) }
        }
        return used.map { ($0, indexes[Int($0)]) }
    }

    mutating func clear() {
        for number in used {
            indexes[Int(number)].removeAll(keepingCapacity: true)
            isSorted[Int(number)] = true
        }
        used.removeAll(keepingCapacity: true)
        bytes.clear(minimumCapacity: min(bytes.capacity, 64 << 20))
        times = nil
    }
}
