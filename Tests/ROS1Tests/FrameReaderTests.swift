// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Testing

@testable import ROS1

@Suite struct ConnectionHeaderTests {
    private func body(_ header: ConnectionHeader) -> ByteBuffer {
        var frame = header.serialized()
        frame.moveReaderIndex(forwardBy: 4)
        return frame
    }

    @Test func roundTrip() throws {
        let header = ConnectionHeader([
            "callerid": "/n", "md5sum": "*", "message_definition": "int32 A=1\nstring s=a=b\n", "empty": "",
            "odd": "\u{338}combining",
        ])
        #expect(try ConnectionHeader(reading: body(header)) == header)
        #expect(
            Array(ConnectionHeader(["a": "b"]).serialized().readableBytesView) == [7, 0, 0, 0, 3, 0, 0, 0, 97, 61, 98])
    }

    @Test func cut() throws {
        let whole = body(ConnectionHeader(["callerid": "/n"]))
        for length in 1..<whole.readableBytes {
            let cut = try #require(whole.getSlice(at: whole.readerIndex, length: length))
            let error = #expect(throws: ROS1Error.self) { try ConnectionHeader(reading: cut) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            var buffer = ByteBuffer()
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                    UInt8.random(in: 50...70, using: &random)
                }
                let isOdd = Int.random(in: 0...9, using: &random) == 0
                buffer.writeInteger(
                    isOdd ? UInt32.random(in: 0...UInt32.max, using: &random) : UInt32(text.count), endianness: .little)
                buffer.writeBytes(text)
            }
            if let header = try? ConnectionHeader(reading: buffer) {
                #expect((try? ConnectionHeader(reading: body(header))) == header)
            }
        }
    }
}

@Suite struct TCPROSFrameReaderTests {
    private func frame(_ body: [UInt8], prefix: UInt8? = nil) -> [UInt8] {
        (prefix.map { [$0] } ?? []) + [UInt8(body.count), 0, 0, 0] + body
    }

    @Test(arguments: [false, true])
    func byteWiseAndAtOnce(hasPrefix: Bool) throws {
        let bodies: [[UInt8]] = [[], [1], Array(repeating: 9, count: 200), [2, 3]]
        let bytes = bodies.enumerated().flatMap { frame($0.element, prefix: hasPrefix ? UInt8($0.offset % 2) : nil) }
        for size in [1, 3, bytes.count] {
            var reader = FrameReader(maximumLength: 200)
            reader.prefixLength = hasPrefix ? 1 : 0
            var got: [(prefix: UInt8, body: ByteBuffer)] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                reader.append(ByteBuffer(bytes: rest.prefix(size)))
                rest = rest.dropFirst(size)
                while let next = try reader.next() { got.append(next) }
            }
            #expect(got.map { Array($0.body.readableBytesView) } == bodies)
            #expect(got.map(\.prefix) == (hasPrefix ? [0, 1, 0, 1] : [0, 0, 0, 0]))
        }
    }

    @Test func oversizeIsRefusedFromTheLengthAlone() {
        for length: [UInt8] in [[201, 0, 0, 0], [255, 255, 255, 255], [0, 0, 0, 128]] {
            var reader = FrameReader(maximumLength: 200)
            reader.append(ByteBuffer(bytes: length))
            let error = #expect(throws: ROS1Error.self) { _ = try reader.next() }
            #expect(error?.code == .malformed)
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20_000 {
            var reader = FrameReader(maximumLength: 100)
            reader.prefixLength = Int.random(in: 0...1, using: &random)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                    Bool.random(using: &random) ? 0 : UInt8.random(in: 0...255, using: &random)
                }
                reader.append(ByteBuffer(bytes: bytes))
                do { while try reader.next() != nil {} } catch { break }
            }
        }
    }
}
