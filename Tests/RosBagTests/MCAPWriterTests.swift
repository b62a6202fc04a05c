// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@testable import RosBag

/// The shape of MCAP files; the reader of the format's authors checks them in IntegrationTests/ROS1/check_bag.py.
@Suite struct MCAPWriterTests {
    @Test func checksum() {
        // The check value of the algorithm's catalogues.
        #expect(CRC32.of(ByteBuffer(string: "123456789")) == 0xcbf4_3926)
        #expect(CRC32.of(ByteBuffer()) == 0)
        var pieces = CRC32()
        for piece in ["123", "4567", "89"] { pieces.update(ByteBuffer(string: piece)) }
        #expect(pieces.value == 0xcbf4_3926)
    }

    @Test(arguments: MCAPCompression.allCases)
    func records(_ compression: MCAPCompression) throws {
        let folder = try Scratch()
        var options = MCAPWriter.Options()
        options.compression = compression
        options.chunkSize = 1000
        let writer = try MCAPWriter(path: folder.path("x.mcap"), options: options)
        let id = try writer.add(chatter)
        _ = try writer.add(numbers)
        for index in 0..<100 {
            try writer.write(connection: id, time: ROSTime(secs: UInt32(index), nsecs: 0), string("text \(index)"))
        }
        try writer.close()
        let bytes = try contents(folder.path("x.mcap"))
        #expect(Array(bytes.prefix(8)) == ByteBuffer.mcapMagic)
        #expect(Array(bytes.suffix(8)) == ByteBuffer.mcapMagic)
        var buffer = ByteBuffer(bytes: bytes[8..<bytes.count - 8])
        var counts: [UInt8: Int] = [:]
        while let opcode: UInt8 = buffer.readInteger() {
            let length: UInt64? = buffer.readInteger(endianness: .little)
            let content = buffer.readSlice(length: Int(try #require(length)))
            _ = try #require(content)
            counts[opcode, default: 0] += 1
        }
        // In the summary only what is used: one schema, one channel.
        let chunks = try #require(counts[6])
        #expect(chunks > 3)
        #expect(counts == [1: 1, 6: chunks, 7: chunks, 15: 1, 3: 1, 4: 1, 8: chunks, 11: 1, 14: 4, 2: 1])
    }
}
