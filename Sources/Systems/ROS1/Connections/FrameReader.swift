// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Cuts a TCPROS stream into frames: an optional prefix (a service's `ok` byte), a 32-bit length, and a body. No
/// socket; bodies are slices of what came, a length beyond the limit is refused before memory is taken.
struct FrameReader {
    /// Bytes before the length: 0, or 1 in the answers of services.
    var prefixLength = 0
    /// The longest body; a header's limit first, then the messages'.
    var maximumLength: Int
    private var pending: ByteBuffer?
    /// Room that is taken on the word of the length alone.
    private static let prepaid = 16 << 20

    init(maximumLength: Int) { self.maximumLength = maximumLength }

    mutating func append(_ incoming: ByteBuffer) {
        guard var joined = pending, joined.readableBytes > 0 else {
            pending = incoming
            return
        }
        pending = nil
        joined.writeImmutableBuffer(incoming)
        pending = joined
    }

    /// The next whole frame.
    mutating func next() throws(ROS1Error) -> (prefix: UInt8, body: ByteBuffer)? {
        guard var buffer = pending else { return nil }
        let head = prefixLength + 4
        guard
            let length = buffer.getInteger(at: buffer.readerIndex + prefixLength, endianness: .little, as: UInt32.self)
        else { return nil }
        guard Int(length) <= maximumLength else {
            throw ROS1Error(.malformed, "a frame of \(length) bytes came where at most \(maximumLength) are accepted")
        }
        pending = nil
        guard buffer.readableBytes >= head + Int(length) else {
            buffer.discardReadBytes()
            // Memory is taken for what came, not for what was announced: a small frame's at once, a big one's when a
            // quarter of it is here. Until then the buffer doubles.
            let total = head + Int(length)
            if total <= FrameReader.prepaid || buffer.readableBytes >= total / 4 { buffer.reserveCapacity(total) }
            pending = buffer
            return nil
        }
        let prefix = prefixLength > 0 ? buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) ?? 0 : 0
        buffer.moveReaderIndex(forwardBy: head)
        guard let body = buffer.readSlice(length: Int(length)) else { return nil }
        if buffer.readableBytes > 0 { pending = buffer }
        return (prefix, body)
    }
}
