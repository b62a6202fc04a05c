// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Testing

@testable import ROS1

struct ConnectionTests {
    private let chatter = ConnectionHeader([
        "callerid": "/talker", "topic": "/chatter", "md5sum": "*", "type": "std_msgs/String",
        "message_definition": "string data\nstring A=b=c\n", "something": "unknown", "empty": "",
    ])

    @Test func `headers come back as they went, values may hold equals signs and lines`() throws {
        var frame = chatter.serialized()
        let length: UInt32? = frame.readInteger(endianness: .little)
        #expect(length.map(Int.init) == frame.readableBytes)
        #expect(try ConnectionHeader(reading: frame) == chatter)
    }

    @Test(
        arguments: [
            [5, 0, 0, 0, 0x61], [1, 0, 0, 0, 0x61], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0x61, 0x3d], [1, 0],
            [1, 0, 0],
        ] as [[UInt8]])
    func `broken headers are errors`(_ bytes: [UInt8]) {
        #expect(throws: ROS1Error.self) { try ConnectionHeader(reading: ByteBuffer(bytes: bytes)) }
    }

    @Test func `random headers are read or refused, never trapped on`() {
        var random = SeededRandom(7)
        let frame = Array(chatter.serialized().readableBytesView.dropFirst(4))
        for _ in 0..<20_000 {
            var bytes = Bool.random(using: &random) ? frame : random.bytes(Int.random(in: 0..<60, using: &random))
            for _ in 0..<Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? ConnectionHeader(reading: ByteBuffer(bytes: bytes))
        }
    }

    @Test(arguments: [0, 1])
    func `frames come whole however the stream is cut`(_ prefix: Int) throws {
        var random = SeededRandom(11)
        for _ in 0..<200 {
            let bodies = (0..<Int.random(in: 1..<8, using: &random)).map { _ in
                random.bytes(Int.random(in: 0..<400, using: &random))
            }
            var stream = ByteBuffer()
            for (index, body) in bodies.enumerated() {
                if prefix > 0 { stream.writeInteger(UInt8(index & 1)) }
                stream.writeInteger(UInt32(body.count), endianness: .little)
                stream.writeBytes(body)
            }
            var reader = FrameReader(maximumLength: 1000)
            reader.prefixLength = prefix
            var got: [[UInt8]] = []
            while stream.readableBytes > 0 {
                let size = min(stream.readableBytes, Int.random(in: 1..<90, using: &random))
                reader.append(stream.readSlice(length: size) ?? ByteBuffer())
                while let frame = try reader.next() {
                    if prefix > 0 { #expect(Int(frame.prefix) == got.count & 1) }
                    got.append(Array(frame.body.readableBytesView))
                }
            }
            #expect(got == bodies)
        }
    }

    @Test func `a frame in one piece is given out without a copy`() throws {
        var stream = ByteBuffer()
        stream.writeInteger(UInt32(100_000), endianness: .little)
        stream.writeRepeatingByte(7, count: 100_000)
        var reader = FrameReader(maximumLength: 1 << 20)
        reader.append(stream)
        let frame = try #require(try reader.next())
        let same = stream.withUnsafeReadableBytes { whole in
            frame.body.withUnsafeReadableBytes { $0.baseAddress == whole.baseAddress.map { $0 + 4 } }
        }
        #expect(same)
    }

    @Test func `a length beyond the limit is refused before its bytes come`() {
        for length: UInt32 in [1001, .max, 1 << 31] {
            var reader = FrameReader(maximumLength: 1000)
            reader.append(ByteBuffer(integer: length, endianness: .little))
            #expect(throws: ROS1Error.self) { try reader.next() }
        }
    }

    @Test func `a big frame in many pieces arrives whole and in time`() throws {
        var reader = FrameReader(maximumLength: Link.maximumMessage)
        let total = 64 << 20
        reader.append(ByteBuffer(integer: UInt32(total), endianness: .little))
        let piece = ByteBuffer(repeating: 1, count: 1 << 16)
        let start = ContinuousClock.now
        var frames = 0
        for _ in 0..<(total >> 16) {
            reader.append(piece)
            if let frame = try reader.next() {
                frames += 1
                #expect(frame.body.readableBytes == total)
            }
        }
        #expect(frames == 1)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
