// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@testable import RosBag

/// Bags that Debian's rosbag wrote (Resources/make_bags.py), read by ours.
@Suite struct BagReaderTests {
    @Test(arguments: ["none", "lz4", "bz2"])
    func readsEveryCompression(_ compression: String) throws {
        let reader = try BagReader(path: resource("\(compression).bag"))
        #expect(reader.isIndexed)
        #expect(reader.messageCount == 32)
        #expect(reader.startTime == ROSTime(secs: 100, nsecs: 0))
        #expect(reader.endTime == ROSTime(secs: 102, nsecs: 300_000_000))
        #expect(reader.chunks.count > 2)
        for chunk in reader.chunks { #expect(try reader.storage(of: chunk).compression == compression) }
        let topics = Dictionary(uniqueKeysWithValues: reader.connections.values.map { ($0.topic, $0) })
        #expect(topics["/chatter"]?.type == "std_msgs/String")
        #expect(topics["/chatter"]?.md5 == "992ce8a1687cec8c8bd883ec73ca41d1")
        #expect(topics["/imu"]?.definition.contains("float64[9] orientation_covariance") == true)
        var messages = reader.messages()
        var strings: [String] = []
        var last = UInt64(0)
        while let message = try messages.next() {
            #expect(TimeKey(message.time).bits >= last)
            last = TimeKey(message.time).bits
            let connection = try #require(reader.connections[message.connection])
            let name = try MessageName(connection.type)
            let schema = try MessageSchema.parse(name: name, fullDefinition: connection.definition)
            #expect(schema.md5 == connection.md5)
            try MessageDecoder.validate(message.bytes, as: schema, exactly: true)
            if connection.topic == "/chatter" { strings.append(try text(message.bytes)) }
        }
        #expect(strings == (0..<24).map { "hello \($0) " + String(repeating: "x", count: $0 % 7) })
        #expect(BagCheck.check(reader).findings.isEmpty)
    }

    @Test func readsTopicsAndTimes() throws {
        let reader = try BagReader(path: resource("lz4.bag"))
        var messages = reader.messages(
            from: ROSTime(secs: 101, nsecs: 0), to: ROSTime(secs: 101, nsecs: 500_000_000), where: { $0.topic == "/chatter" })
        var found: [String] = []
        while let message = try messages.next() { found.append(try text(message.bytes).split(separator: " ")[1].description) }
        #expect(found == ["10", "11", "12", "13", "14", "15"])
    }

    @Test func overlappingChunksMergeByTimeWithinTheCache() throws {
        let folder = try Scratch()
        var options = BagWriter.Options()
        options.compression = .lz4
        options.chunkSize = 2000
        let path = folder.path("overlap.bag")
        let writer = try BagWriter(path: path, options: options)
        let connection = try writer.add(chatter)
        // Each chunk holds every tenth time: all of them overlap.
        for start in 0..<10 {
            for step in 0..<40 {
                let time = ROSTime(secs: UInt32(step * 10 + start), nsecs: 0)
                try writer.write(connection: connection, time: time, string("\(step * 10 + start)"))
            }
            try writer.flush()
        }
        try writer.close()
        for cache in [0, 3000, 64 << 20] {
            var reading = BagReader.Options()
            reading.cacheSize = cache
            var messages = try BagReader(path: path, options: reading).messages()
            var count = 0
            while let message = try messages.next() {
                #expect(Int(message.time.secs) == count)
                #expect(try text(message.bytes) == "\(count)")
                count += 1
            }
            #expect(count == 400)
        }
    }

    @Test func whatIsNoBagHasClearErrors() throws {
        func code(_ bytes: [UInt8]) -> RosBagError.Code? {
            do { _ = try BagReader(bytes: ByteBuffer(bytes: bytes)) } catch { return error.code }
            return nil
        }
        #expect(code([]) == .notABag)
        #expect(code(Array("hello".utf8)) == .notABag)
        #expect(code(Array("#ROSBAG V1.2\n".utf8)) == .unsupported)
        #expect(code(Array("#ROSBAG V2.0\n".utf8)) == .truncated)
        #expect(code(Array("#ROSBAG V2.0\n".utf8) + [255, 255, 255, 255]) == .malformed)
        #expect(throws: RosBagError.self) { try BagReader(path: "/nowhere/at all.bag") }
        let folder = try Scratch()
        #expect(throws: RosBagError.self) { try BagReader(path: folder.path("")) }
        #expect(code(try contents(try resource("unindexed.bag"))) == .unindexed)
    }
}
