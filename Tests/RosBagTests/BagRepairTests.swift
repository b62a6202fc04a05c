// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@testable import RosBag

/// Bags without an index, cut off anywhere or damaged give back all that is whole.
@Suite struct BagRepairTests {
    @Test func repairsWhatRosbagLeftOpen() throws {
        let folder = try Scratch()
        let report = try BagRepair.repair(try resource("unindexed.bag"), to: folder.path("new.bag"))
        // All of it, with the messages of the chunk that was not ended.
        #expect(report.messages == 32)
        #expect(report.losses.map(\.code) == [.truncated])
        let reader = try BagReader(path: folder.path("new.bag"))
        #expect(reader.messageCount == 32)
        #expect(BagCheck.check(reader).findings.isEmpty)
        var options = BagReader.Options()
        options.allowsUnindexed = true
        let direct = try BagReader(path: try resource("unindexed.bag"), options: options)
        #expect(!direct.isIndexed)
        #expect(try all(direct).count == 32)
    }

    @Test(arguments: BagCompression.allCases)
    func cutOffAnywhere(_ compression: BagCompression) throws {
        let folder = try Scratch()
        let whole = try bag(folder, compression)
        let full = try all(try BagReader(bytes: ByteBuffer(bytes: whole)))
        var least = 0
        for length in stride(from: 5000, to: whole.count, by: 97) {
            let file = InputFile(bytes: ByteBuffer(bytes: whole[..<length]))
            let report = try BagRepair.repair(file, to: folder.path("new.bag"), replaces: true)
            #expect(report.messages >= least)
            least = max(least, report.messages)
            let found = try all(try BagReader(path: folder.path("new.bag")))
            #expect(found.count == report.messages)
            #expect(found.map(\.bytes) == full.prefix(found.count).map(\.bytes))
        }
        #expect(least == full.count)
    }

    @Test(arguments: BagCompression.allCases)
    func damageCostsOnlyItsChunk(_ compression: BagCompression) throws {
        let folder = try Scratch()
        var bytes = try bag(folder, compression)
        let reader = try BagReader(bytes: ByteBuffer(bytes: bytes))
        #expect(reader.chunks.count >= 4)
        let chunk = reader.chunks[1]
        for index in chunk.position..<chunk.position + 60 { bytes[index] = 0xff }
        let report = try BagRepair.repair(InputFile(bytes: ByteBuffer(bytes: bytes)), to: folder.path("new.bag"), replaces: false)
        #expect(!report.losses.isEmpty)
        #expect(report.messages == reader.messageCount - chunk.messageCounts.values.reduce(0, +))
        #expect(BagCheck.check(try BagReader(path: folder.path("new.bag"))).findings.isEmpty)
    }

    @Test func connectionsOfALostChunkComeFromTheEnd() throws {
        let folder = try Scratch()
        var bytes = try bag(folder, .none)
        let first = try BagReader(bytes: ByteBuffer(bytes: bytes)).chunks[0]
        for index in first.position..<first.position + 60 { bytes[index] = 0xff }
        let report = try BagRepair.repair(InputFile(bytes: ByteBuffer(bytes: bytes)), to: folder.path("new.bag"), replaces: false)
        #expect(report.messages == 300 - first.messageCounts.values.reduce(0, +))
        let again = try BagRepair.repair(folder.path("new.bag"), to: folder.path("again.bag"))
        #expect(again.messages == report.messages)
        #expect(again.losses.isEmpty)
        #expect(BagCheck.check(try BagReader(path: folder.path("again.bag"))).findings.isEmpty)
    }

    @Test func checkFindsDamage() throws {
        let folder = try Scratch()
        let whole = try bag(folder, .lz4)
        let reader = try BagReader(bytes: ByteBuffer(bytes: whole))
        for chunk in reader.chunks {
            var bytes = whole
            bytes[chunk.position + 100] ^= 0x55
            let findings = BagCheck.check(try BagReader(bytes: ByteBuffer(bytes: bytes))).findings
            #expect(findings.contains { $0.offset == chunk.position })
        }
        let wrong = BagConnection(topic: "/a", type: "std_msgs/String", md5: "00", definition: "string data\n")
        let writer = try BagWriter(path: folder.path("wrong.bag"))
        try writer.write(connection: try writer.add(wrong), time: ROSTime(secs: 1, nsecs: 0), string("x"))
        try writer.write(connection: try writer.add(chatter), time: ROSTime(secs: 1, nsecs: 0), ByteBuffer(bytes: [9, 0, 0, 0]))
        try writer.close()
        #expect(BagCheck.check(try BagReader(path: folder.path("wrong.bag"))).findings.count == 2)
    }

    private func bag(_ folder: Scratch, _ compression: BagCompression) throws -> [UInt8] {
        var options = BagWriter.Options()
        options.compression = compression
        options.chunkSize = 2500
        options.replaces = true
        let writer = try BagWriter(path: folder.path("source.bag"), options: options)
        let id = try writer.add(chatter)
        var numbers = SeededNumbers(7)
        for index in 0..<300 {
            let noise = String((0..<10).map { _ in Character(UnicodeScalar(UInt8.random(in: 33...126, using: &numbers))) })
            try writer.write(connection: id, time: ROSTime(secs: UInt32(index), nsecs: 0), string(noise))
        }
        try writer.close()
        return try contents(folder.path("source.bag"))
    }
}

/// Every message of a bag.
func all(_ reader: BagReader) throws -> [BagMessage] {
    var messages = reader.messages()
    var found: [BagMessage] = []
    while let message = try messages.next() { found.append(message) }
    return found
}
