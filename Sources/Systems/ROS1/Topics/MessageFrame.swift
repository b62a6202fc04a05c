// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// A message as it goes to subscribers: its length, then its bytes. Those of a big one are shared by all, never copied.
struct MessageFrame {
    /// The length, and the message if it is small.
    private let head: ByteBuffer
    /// A big message.
    private let body: ByteBuffer?

    /// Up to here copying costs less than a piece more to be written.
    private static let smallest = 8192

    init(_ message: ByteBuffer) {
        let isBig = message.readableBytes > MessageFrame.smallest
        var head = ByteBufferAllocator().buffer(capacity: 4 + (isBig ? 0 : message.readableBytes))
        head.writeInteger(UInt32(clamping: message.readableBytes), endianness: .little)
        if !isBig { head.writeImmutableBuffer(message) }
        self.head = head
        body = isBig ? message : nil
    }

    /// Everything in one piece.
    var whole: ByteBuffer {
        guard let body else { return head }
        var whole = ByteBufferAllocator().buffer(capacity: head.readableBytes + body.readableBytes)
        whole.writeImmutableBuffer(head)
        whole.writeImmutableBuffer(body)
        return whole
    }

    /// Writes it without flushing.
    func write(to link: Link) {
        link.write(head)
        if let body { link.write(body) }
    }
}
