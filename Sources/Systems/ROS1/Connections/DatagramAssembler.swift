// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Puts messages together from UDPROS datagrams (http://wiki.ros.org/ROS/UDPROS): connection, kind, message number,
/// block, then a part of the message with its length before it. No socket.
///
/// Blocks come in order or not at all: a message with a gap is given up, as in roscpp.
struct DatagramAssembler {
    private let connection: UInt32
    private let maximumLength: Int
    private var current: (number: UInt8, blocks: UInt16, next: UInt16, length: Int, bytes: ByteBuffer)?
    /// Messages that were begun and not ended.
    private(set) var lost: UInt64 = 0

    init(connection: UInt32, maximumLength: Int = Link.maximumMessage) {
        self.connection = connection
        self.maximumLength = maximumLength
    }

    /// Takes a datagram, whoever sent it.
    /// - Returns: a message's body, when this was its last part.
    mutating func take(_ datagram: ByteBuffer) -> ByteBuffer? {
        var datagram = datagram
        guard
            let (connection, kind, number, block) = datagram.readMultipleIntegers(
                endianness: .little, as: (UInt32, UInt8, UInt8, UInt16).self), connection == self.connection
        else { return nil }
        switch kind {
        case 0:
            giveUp()
            guard block > 0,
                let length = datagram.getInteger(at: datagram.readerIndex, endianness: .little, as: UInt32.self),
                Int(length) <= maximumLength
            else {
                lost += 1
                return nil
            }
            current = (number, block, 1, 4 + Int(length), datagram)
        case 1:
            guard let begun = current, begun.number == number else { return nil }
            // A block that came twice.
            if block < begun.next { return nil }
            let total = begun.bytes.readableBytes + datagram.readableBytes
            guard block == begun.next, block < begun.blocks, total <= begun.length else {
                giveUp()
                return nil
            }
            current?.next += 1
            current?.bytes.writeImmutableBuffer(datagram)
        default: return nil
        }
        return whole()
    }

    /// The message, when all of its blocks are there.
    private mutating func whole() -> ByteBuffer? {
        guard let begun = current, begun.next == begun.blocks else { return nil }
        var bytes = begun.bytes
        guard let length: UInt32 = bytes.readInteger(endianness: .little),
            let body = bytes.readSlice(length: Int(length))
        else {
            giveUp()
            return nil
        }
        current = nil
        return body
    }

    private mutating func giveUp() {
        if current != nil { lost += 1 }
        current = nil
    }
}
