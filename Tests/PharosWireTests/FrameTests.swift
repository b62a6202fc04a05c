// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire
import Testing

@Suite struct FrameReaderTests {
    private func frames(_ count: Int) -> [Frame] {
        (0..<count).map {
            Frame(
                .sample, stream: UInt32($0), encoding: .ros1, flags: UInt8($0 % 256),
                payload: ByteBuffer(repeating: UInt8($0 % 256), count: $0 * 7 % 50))
        }
    }

    private func same(_ left: Frame, _ right: Frame) -> Bool {
        left.kind == right.kind && left.flags == right.flags && left.encoding == right.encoding
            && left.stream == right.stream && left.payload == right.payload
    }

    @Test func theLayoutIsTheWires() {
        let bytes = Frame(.call, stream: 0x0403_0201, encoding: .messagePack, flags: 9, payload: ByteBuffer(bytes: [7]))
            .serialized()
        #expect(Array(bytes.readableBytesView) == [1, 0, 0, 0, 8, 9, 3, 0, 1, 2, 3, 4, 7])
    }

    @Test func byteByByte() throws {
        var reader = FrameReader()
        var got: [Frame] = []
        let sent = frames(40)
        for frame in sent {
            for byte in frame.serialized().readableBytesView {
                reader.append(ByteBuffer(bytes: [byte]))
                while let next = try reader.next() { got.append(next) }
            }
        }
        #expect(got.count == sent.count && zip(got, sent).allSatisfy(same))
        #expect(reader.pendingBytes == 0)
    }

    @Test func manyInOneBufferAndRandomPieces() throws {
        let sent = frames(200)
        var all = ByteBuffer()
        for frame in sent { all.writeImmutableBuffer(frame.serialized()) }
        var whole = FrameReader()
        whole.append(all)
        for frame in sent { #expect(same(try #require(try whole.next()), frame)) }
        #expect(try whole.next() == nil)

        var random = SeededGenerator(seed: 1)
        var pieces = FrameReader()
        var got: [Frame] = []
        while all.readableBytes > 0 {
            let piece = all.readSlice(length: min(all.readableBytes, Int.random(in: 1...60, using: &random)))
            pieces.append(try #require(piece))
            while let frame = try pieces.next() { got.append(frame) }
        }
        #expect(got.count == sent.count && zip(got, sent).allSatisfy(same))
    }

    @Test(arguments: [UInt32(101), 1 << 31, UInt32.max])
    func refusesLengthsOverTheLimitFromTheHeaderAlone(length: UInt32) {
        var reader = FrameReader(maximumPayload: 100)
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(length, UInt8(6), UInt8(0), UInt16(1), UInt32(1), endianness: .little)
        reader.append(buffer)
        let error = #expect(throws: PharosError.self) { _ = try reader.next() }
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("\(length)") == true)
    }

    @Test(arguments: [UInt8(0), 20, 255])
    func refusesUnknownKinds(kind: UInt8) {
        var reader = FrameReader()
        reader.append(ByteBuffer(bytes: [0, 0, 0, 0, kind, 0, 0, 0, 0, 0, 0, 0]))
        let error = #expect(throws: PharosError.self) { _ = try reader.next() }
        #expect(error?.code == .protocolViolation)
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(seed: 42)
        var whole = 0
        for _ in 0..<50_000 {
            var reader = FrameReader(maximumPayload: 64)
            var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            // Half of them with a plausible header, so that more than the first check is reached.
            if Bool.random(using: &random), bytes.count > 5 {
                bytes.replaceSubrange(
                    0..<5,
                    with: [UInt8.random(in: 0...70, using: &random), 0, 0, 0, UInt8.random(in: 0...21, using: &random)])
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            do {
                for part in [bytes[..<cut], bytes[cut...]] {
                    reader.append(ByteBuffer(bytes: part))
                    while let frame = try reader.next() {
                        whole += 1
                        var payload = frame.payload
                        _ = try? SampleHeader(reading: &payload)
                        payload = frame.payload
                        _ = try? CallHeader(reading: &payload)
                        payload = frame.payload
                        _ = try? Credit(reading: &payload)
                        _ = try? frame.message(Pharos_V1_Request.self)
                        _ = try? frame.message(Pharos_V1_Reply.self)
                    }
                }
            } catch {
                #expect(error.code == .protocolViolation)
            }
        }
        #expect(whole > 1000)
    }
}

@Suite struct HeaderTests {
    @Test(arguments: Quality.allCases)
    func sampleHeader(quality: Quality) throws {
        let header = SampleHeader(
            sequence: .max, timestamp: Timestamp(nanoseconds: -5), schema: 7, dropped: .max, quality: quality)
        var buffer = ByteBuffer()
        header.write(into: &buffer)
        #expect(buffer.readableBytes == SampleHeader.size)
        buffer.writeString("rest")
        #expect(try SampleHeader(reading: &buffer) == header)
        #expect(buffer.readableBytes == 4)
    }

    @Test func whatFewSamplesHaveFollowsTheHeader() throws {
        for (unit, setpoint, isPolled) in [
            ("mm", nil, false), (nil, ByteBuffer(string: "set"), true), ("°C", ByteBuffer(), false),
        ] as [(String?, ByteBuffer?, Bool)] {
            let header = SampleHeader(
                sequence: 7, timestamp: Timestamp(nanoseconds: 1), schema: 2, quality: .alarm, isPolled: isPolled,
                unit: unit, setpoint: setpoint)
            var buffer = ByteBuffer()
            header.write(into: &buffer)
            #expect(buffer.readableBytes == header.encodedSize)
            let whole = buffer
            buffer.writeString("value")
            #expect(try SampleHeader(reading: &buffer) == header)
            #expect(String(buffer: buffer) == "value")
            for length in 0..<whole.readableBytes {
                var cut = try #require(whole.getSlice(at: 0, length: length))
                #expect(throws: PharosError.self) { _ = try SampleHeader(reading: &cut) }
            }
        }
        // A unit that no header could hold is left out, never cut.
        #expect(SampleHeader(sequence: 1, timestamp: .now, schema: 0, unit: String(repeating: "m", count: 300)).unit == nil)
    }

    @Test func unknownQualityIsInvalid() throws {
        var buffer = ByteBuffer()
        SampleHeader(sequence: 1, timestamp: Timestamp(nanoseconds: 0), schema: 0).write(into: &buffer)
        buffer.setInteger(UInt8(200), at: 24)
        #expect(try SampleHeader(reading: &buffer).quality == .invalid)
    }

    @Test func callHeaderAndCredit() throws {
        for header in [
            CallHeader(timeoutMilliseconds: 0, schema: 0, path: "", role: ""),
            CallHeader(timeoutMilliseconds: .max, schema: .max, path: "/ä/b", role: "service"),
            CallHeader(timeoutMilliseconds: 1, schema: 2, path: String(repeating: "x", count: 65535), role: "r"),
        ] {
            var buffer = ByteBuffer()
            try header.write(into: &buffer)
            buffer.writeInteger(UInt8(9))
            #expect(try CallHeader(reading: &buffer) == header)
            #expect(buffer.readableBytes == 1)
        }
        var buffer = ByteBuffer()
        let tooLong = CallHeader(
            timeoutMilliseconds: 0, schema: 0, path: String(repeating: "x", count: 65536), role: "")
        #expect(throws: PharosError.self) { try tooLong.write(into: &buffer) }
        buffer.clear()
        Credit(samples: 3, bytes: .max).write(into: &buffer)
        #expect(try Credit(reading: &buffer) == Credit(samples: 3, bytes: .max))
    }

    @Test func cutHeadersAreRefused() throws {
        var sample = ByteBuffer()
        SampleHeader(sequence: 1, timestamp: .now, schema: 1).write(into: &sample)
        var call = ByteBuffer()
        try CallHeader(timeoutMilliseconds: 1, schema: 1, path: "/path", role: "topic").write(into: &call)
        var credit = ByteBuffer()
        Credit(samples: 1, bytes: 1).write(into: &credit)
        for length in 0..<sample.readableBytes {
            var cut = try #require(sample.getSlice(at: 0, length: length))
            #expect(throws: PharosError.self) { _ = try SampleHeader(reading: &cut) }
        }
        for length in 0..<call.readableBytes {
            var cut = try #require(call.getSlice(at: 0, length: length))
            #expect(throws: PharosError.self) { _ = try CallHeader(reading: &cut) }
        }
        for length in 0..<credit.readableBytes {
            var cut = try #require(credit.getSlice(at: 0, length: length))
            #expect(throws: PharosError.self) { _ = try Credit(reading: &cut) }
        }
    }

    @Test(
        arguments: [
            (1, 1, 1), (1, 99, 1), (0, 1, 1), (2, 9, nil), (0, 0, nil), (5, 1, nil), (1, UInt32.max, 1),
            (UInt32.max, UInt32.max, nil),
        ] as [(UInt32, UInt32, UInt32?)])
    func commonVersion(lowest: UInt32, highest: UInt32, expected: UInt32?) {
        #expect(ProtocolVersion.common(lowest: lowest, highest: highest) == expected)
    }
}
