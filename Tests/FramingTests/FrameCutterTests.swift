// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Framing
import NIOCore
import Testing

/// Frames of these tests: a 32-bit length, then as many bytes.
@Suite struct FrameCutterTests {
    private struct TooLong: Error {}

    private func next(_ cutter: inout FrameCutter) throws(TooLong) -> ByteBuffer? {
        try cutter.next(head: 4) { head throws(TooLong) in
            let length = head.getInteger(at: head.readerIndex, as: UInt32.self) ?? 0
            guard length <= 64 << 20 else { throw TooLong() }
            return 4 + Int(length)
        }
    }

    private func frame(_ size: Int, _ fill: UInt8) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(UInt32(size))
        buffer.writeRepeatingByte(fill, count: size)
        return buffer
    }

    /// What a socket does: asks for room, puts some bytes behind what is there, and hands it over.
    private func read(_ stream: inout ByteBuffer, most: Int, _ cutter: inout FrameCutter) {
        var room = cutter.room()
        let count = min(most, room.writableBytes, stream.readableBytes)
        room.writeImmutableBuffer(stream.readSlice(length: count) ?? ByteBuffer())
        cutter.record(count)
        cutter.append(room)
    }

    @Test func whatIsReadIntoItsRoomComesOutAsItWasSent() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<30 {
            let sizes = (0..<40).map { _ in
                switch Int.random(in: 0..<4, using: &random) {
                case 0: Int.random(in: 0...20, using: &random)
                case 1: Int.random(in: 0...5000, using: &random)
                case 2: Int.random(in: 60_000...70_000, using: &random)
                default: 300_000
                }
            }
            var stream = ByteBuffer()
            for (index, size) in sizes.enumerated() { stream.writeImmutableBuffer(frame(size, UInt8(index))) }
            var cutter = FrameCutter()
            var kept: [ByteBuffer] = []
            while stream.readableBytes > 0 {
                read(&stream, most: Int.random(in: 1...400_000, using: &random), &cutter)
                while let frame = try next(&cutter) { kept.append(frame) }
            }
            // Looked at last: nothing that came later was written over them.
            #expect(kept.count == sizes.count)
            for (index, (got, size)) in zip(kept, sizes).enumerated() { #expect(got == frame(size, UInt8(index))) }
            #expect(cutter.pendingBytes == 0 && !cutter.hasLost)
        }
    }

    @Test func aBigFrameIsReadToWhereItStays() throws {
        var cutter = FrameCutter()
        var stream = ByteBuffer()
        for index in 0..<4 { stream.writeImmutableBuffer(frame(1 << 20, UInt8(index))) }
        var places: [(first: UInt, last: UInt)] = []
        while stream.readableBytes > 0 {
            var room = cutter.room()
            let count = min(300_000, room.writableBytes, stream.readableBytes)
            room.writeImmutableBuffer(stream.readSlice(length: count) ?? ByteBuffer())
            places.append(room.withUnsafeReadableBytes { (UInt(bitPattern: $0.baseAddress), UInt($0.count)) })
            cutter.append(room)
            while let whole = try next(&cutter) {
                let place = whole.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
                // The first began among small ones and was moved once.
                if whole.getInteger(at: whole.readerIndex + 4, as: UInt8.self) != 0 {
                    #expect(place == places.last?.first)
                }
            }
        }
        #expect(places.count <= 4 * 5)
    }

    @Test func smallFramesAreReadIntoTheSameMemoryWhenNobodyKeepsThem() throws {
        var cutter = FrameCutter()
        var stream = ByteBuffer()
        for index in 0..<100 { stream.writeImmutableBuffer(frame(100, UInt8(index))) }
        var places: Set<UInt> = []
        while stream.readableBytes > 0 {
            var room = cutter.room()
            room.writeImmutableBuffer(stream.readSlice(length: 104) ?? ByteBuffer())
            _ = room.withUnsafeReadableBytes { places.insert(UInt(bitPattern: $0.baseAddress)) }
            cutter.append(room)
            room = ByteBuffer()
            while try next(&cutter) != nil {}
        }
        #expect(places.count == 1)
    }

    @Test func anAnnouncedLengthAloneTakesNoMemory() throws {
        var cutter = FrameCutter()
        var head = ByteBuffer()
        head.writeInteger(UInt32(64 << 20))
        head.writeRepeatingByte(1, count: 100)
        cutter.append(head)
        #expect(try next(&cutter) == nil)
        #expect(cutter.room().capacity <= 16 << 20)
    }

    @Test func memoryThatIsLentAndDoesNotComeBackIsNoticed() throws {
        var cutter = FrameCutter()
        var begun = frame(1 << 20, 5)
        cutter.append(begun.readSlice(length: 200_000) ?? ByteBuffer())
        #expect(try next(&cutter) == nil)
        _ = cutter.room()
        #expect(!cutter.hasLost)
        _ = cutter.room()
        #expect(cutter.hasLost)
    }
}
