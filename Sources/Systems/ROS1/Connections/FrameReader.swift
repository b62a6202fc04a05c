// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Framing
import NIOCore

/// Cuts a TCPROS stream into frames: an optional prefix (a service's `ok` byte), a 32-bit length, and a body. No
/// socket; bodies are slices of what came, a length beyond the limit is refused before memory is taken.
struct FrameReader {
    /// Bytes before the length: 0, or 1 in the answers of services.
    var prefixLength = 0
    /// The longest body; a header's limit first, then the messages'.
    var maximumLength: Int
    private var cutter = FrameCutter(largestRead: 1 << 20)

    init(maximumLength: Int) { self.maximumLength = maximumLength }

    /// The memory for the next read; see ``FrameCutter/room()``.
    mutating func room() -> ByteBuffer { cutter.room() }

    /// Notes how much a read brought.
    mutating func record(_ count: Int) { cutter.record(count) }

    mutating func append(_ incoming: ByteBuffer) { cutter.append(incoming) }

    /// The next whole frame.
    mutating func next() throws(ROS1Error) -> (prefix: UInt8, body: ByteBuffer)? {
        let (prefixLength, limit) = (prefixLength, maximumLength)
        let frame = try cutter.next(head: prefixLength + 4) { head throws(ROS1Error) in
            let place = head.readerIndex + prefixLength
            guard let length = head.getInteger(at: place, endianness: .little, as: UInt32.self) else { return 0 }
            guard Int(length) <= limit else {
                throw ROS1Error(.malformed, "a frame of \(length) bytes came where at most \(limit) are accepted")
            }
            return prefixLength + 4 + Int(length)
        }
        guard !cutter.hasLost else {
            throw ROS1Error(.malformed, "the rest of a frame was lost between the socket and its reader")
        }
        guard var body = frame else { return nil }
        let prefix = prefixLength > 0 ? body.readInteger(as: UInt8.self) ?? 0 : 0
        body.moveReaderIndex(forwardBy: 4)
        return (prefix, body)
    }
}
