// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Cuts messages into UDPROS datagrams (http://wiki.ros.org/ROS/UDPROS); what ``DatagramAssembler`` puts together. No
/// socket.
struct DatagramCutter {
    /// Connection, kind, message number, block.
    static let headerSize = 8
    /// Blocks are counted in 16 bits.
    static let maximumBlocks = 65_535

    private let connection: UInt32
    private let payload: Int
    private var number: UInt8 = 0

    /// - Parameter size: bytes of a datagram at most, 64 to 65 507.
    init(connection: UInt32, size: Int) {
        self.connection = connection
        payload = size - DatagramCutter.headerSize
    }

    /// The datagrams of a message whose length stands before it; `nil` when it takes more than can be counted.
    mutating func cut(_ frame: ByteBuffer) -> [ByteBuffer]? {
        let blocks = (frame.readableBytes + payload - 1) / payload
        guard blocks <= DatagramCutter.maximumBlocks else { return nil }
        number &+= 1
        var rest = frame
        return (0..<blocks).map { block in
            let part = rest.readSlice(length: min(payload, rest.readableBytes)) ?? ByteBuffer()
            var datagram = ByteBufferAllocator().buffer(capacity: DatagramCutter.headerSize + part.readableBytes)
            // The first says how many there are.
            datagram.writeMultipleIntegers(
                connection, UInt8(block == 0 ? 0 : 1), number, UInt16(block == 0 ? blocks : block), endianness: .little)
            datagram.writeImmutableBuffer(part)
            return datagram
        }
    }
}
