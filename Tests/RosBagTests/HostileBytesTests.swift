// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@testable import RosBag

/// Bytes that somebody changed: an error or less, never a trap.
@Suite struct HostileBytesTests {
    @Test(arguments: ["none", "lz4", "bz2", "unindexed"])
    func changedBytes(_ name: String) throws {
        let whole = try contents(try resource("\(name).bag"))
        let folder = try Scratch()
        var numbers = SeededNumbers(UInt64(name.utf8.count) &* 77)
        for round in 0..<300 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let place = Int.random(in: 13..<bytes.count, using: &numbers)
                switch UInt8.random(in: 0..<4, using: &numbers) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &numbers)
                case 1: for index in place..<min(place + 4, bytes.count) { bytes[index] = 0xff }
                case 2: for index in place..<min(place + 8, bytes.count) { bytes[index] = 0 }
                default: bytes.removeSubrange(place...)
                }
                if bytes.count <= 14 { break }
            }
            touch(ByteBuffer(bytes: bytes))
            if round % 10 == 0 {
                _ = try BagRepair.repair(InputFile(bytes: ByteBuffer(bytes: bytes)), to: folder.path("x.bag"), replaces: true)
                #expect(try BagReader(path: folder.path("x.bag")).isIndexed)
            }
        }
    }

    @Test func sizesThatLieTakeNoMemory() throws {
        // A chunk that claims to be a GiB when decompressed, and is not.
        let stored = try LZ4Frame.compress(ByteBuffer(repeating: 0, count: 1000))
        #expect(throws: RosBagError.self) { try LZ4Frame.decompress(stored, size: 1 << 30, isPartial: false) }
        #expect(try LZ4Frame.decompress(stored, size: 1 << 30, isPartial: true).capacity < 4 << 20)
        #expect(throws: RosBagError.self) { try LZ4Frame.decompress(stored, size: 999, isPartial: false) }
        let small = try BZip2Stream.compress(ByteBuffer(repeating: 0, count: 1000))
        #expect(throws: RosBagError.self) { try BZip2Stream.decompress(small, size: 1 << 30, isPartial: false) }
        #expect(throws: RosBagError.self) { try BZip2Stream.decompress(small, size: 999, isPartial: true) }
        // 4 MiB of zeros in some dozen bytes: the limit holds while it grows.
        let bomb = try BZip2Stream.compress(ByteBuffer(repeating: 0, count: 4 << 20))
        #expect(throws: RosBagError.self) { try BZip2Stream.decompress(bomb, size: 1 << 16, isPartial: true) }
    }

    private func touch(_ bytes: ByteBuffer) {
        for allowed in [false, true] {
            var options = BagReader.Options()
            options.allowsUnindexed = allowed
            guard let reader = try? BagReader(bytes: bytes, options: options) else { continue }
            _ = reader.messageCount
            _ = reader.startTime
            _ = BagCheck.check(reader)
            var messages = reader.messages()
            while let message = try? messages.next() { _ = message.bytes.readableBytes }
        }
    }
}
