// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Testing

@testable import ROS1

/// Messages out of datagrams, and datagrams that are none.
struct DatagramTests {
    /// A message cut as roscpp cuts it.
    private func datagrams(_ body: [UInt8], number: UInt8, connection: UInt32 = 7, size: Int = 64) -> [ByteBuffer] {
        var whole = ByteBuffer()
        whole.writeInteger(UInt32(body.count), endianness: .little)
        whole.writeBytes(body)
        var blocks: [ByteBuffer] = []
        while let part = whole.readSlice(length: min(size - 8, whole.readableBytes)), part.readableBytes > 0 {
            blocks.append(part)
        }
        return blocks.enumerated().map { index, part in
            var datagram = ByteBuffer()
            datagram.writeMultipleIntegers(
                connection, UInt8(index == 0 ? 0 : 1), number, UInt16(index == 0 ? blocks.count : index),
                endianness: .little)
            datagram.writeImmutableBuffer(part)
            return datagram
        }
    }

    private func take(_ assembler: inout DatagramAssembler, _ datagrams: [ByteBuffer]) -> [ByteBuffer] {
        datagrams.compactMap { assembler.take($0) }
    }

    @Test func `messages of one and of many datagrams come whole`() {
        var assembler = DatagramAssembler(connection: 7)
        for (number, count) in [0, 1, 51, 52, 53, 500, 5000].enumerated() {
            let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let sent = datagrams(body, number: UInt8(number))
            // A block that comes twice does no harm.
            let twice = sent.count > 2 ? sent.prefix(2) + sent.dropFirst() : sent[...]
            #expect(take(&assembler, Array(twice)) == [ByteBuffer(bytes: body)])
        }
        #expect(assembler.lost == 0)
    }

    @Test func `messages are cut as roscpp cuts them`() {
        var cutter = DatagramCutter(connection: 7, size: 64)
        for (number, count) in [0, 1, 51, 52, 53, 108, 109, 5000].enumerated() {
            let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            var frame = ByteBuffer(integer: UInt32(count), endianness: .little)
            frame.writeBytes(body)
            #expect(cutter.cut(frame) == datagrams(body, number: UInt8(number + 1)))
        }
        // 56 bytes in each of 65 535.
        #expect(cutter.cut(ByteBuffer(repeating: 0, count: 56 * 65_535))?.count == 65_535)
        #expect(cutter.cut(ByteBuffer(repeating: 0, count: 56 * 65_535 + 1)) == nil)
    }

    @Test func `a message with a gap is lost, the next one is not`() {
        let body = [UInt8](repeating: 1, count: 200)
        for missing in 0..<4 {
            var assembler = DatagramAssembler(connection: 7)
            var sent = datagrams(body, number: 1)
            sent.remove(at: missing)
            #expect(take(&assembler, sent).isEmpty)
            #expect(take(&assembler, datagrams(body, number: 2)) == [ByteBuffer(bytes: body)])
            #expect(assembler.lost == (missing == 0 ? 0 : 1))
        }
    }

    @Test func `others' datagrams and untrue lengths are nothing`() {
        var assembler = DatagramAssembler(connection: 7, maximumLength: 1000)
        #expect(take(&assembler, datagrams([1, 2], number: 1, connection: 8)).isEmpty)
        #expect(assembler.lost == 0)
        #expect(take(&assembler, datagrams([UInt8](repeating: 0, count: 1001), number: 2)).isEmpty)
        // The length says more than all the blocks hold, or less.
        var short = datagrams([1, 2, 3], number: 3)[0]
        short.setInteger(UInt32(500), at: 8, endianness: .little)
        #expect(assembler.take(short) == nil)
        var long = datagrams([UInt8](repeating: 0, count: 200), number: 4)
        long[0].setInteger(UInt32(60), at: 8, endianness: .little)
        #expect(take(&assembler, long).isEmpty)
        var random = SeededRandom(20_260_103)
        let good = datagrams([UInt8](repeating: 5, count: 300), number: 5)
        for _ in 0..<50_000 {
            var datagram = good[Int(random.next() % UInt64(good.count))]
            datagram.setInteger(UInt8(truncatingIfNeeded: random.next()), at: Int(random.next() % 16))
            if let message = assembler.take(datagram) { #expect(message.readableBytes <= 1000) }
        }
        for _ in 0..<20_000 { _ = assembler.take(ByteBuffer(bytes: random.bytes(Int(random.next() % 40)))) }
    }
}
