// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import NIOCore
import ROSMessages
import Testing

@testable import RosBag

/// Bags come back as they were written.
@Suite struct BagWriterTests {
    @Test(arguments: BagCompression.allCases)
    func roundTrip(_ compression: BagCompression) throws {
        let folder = try Scratch()
        let path = folder.path("x.bag")
        var options = BagWriter.Options()
        options.compression = compression
        options.chunkSize = 5000
        let writer = try BagWriter(path: path, options: options)
        let first = try writer.add(chatter)
        let second = try writer.add(numbers)
        #expect(try writer.add(chatter) == first)
        let unused = try writer.add(
            BagConnection(topic: "/unused", type: "std_msgs/Empty", md5: "d41d8cd98f00b204e9800998ecf8427e", definition: ""))
        #expect(unused == 2)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(FileManager.default.fileExists(atPath: path + ".active"))
        for index in 0..<500 {
            let time = ROSTime(secs: UInt32(index), nsecs: 7)
            try writer.write(connection: first, time: time, string("text \(index)"))
            try writer.write(connection: second, time: time, ByteBuffer(integer: Int32(index), endianness: .little))
        }
        try writer.close()
        try writer.close()
        #expect(!FileManager.default.fileExists(atPath: path + ".active"))
        #expect(throws: RosBagError.self) {
            try writer.write(connection: first, time: ROSTime(secs: 0, nsecs: 0), ByteBuffer())
        }
        let reader = try BagReader(path: path)
        #expect(reader.connections.count == 2)
        #expect(reader.connections[first]?.header == chatter.header)
        #expect(reader.connections[first]?.callerID == "/talker")
        #expect(reader.connections[first]?.isLatching == true)
        #expect(reader.messageCounts == [first: 500, second: 500])
        #expect(BagCheck.check(reader).findings.isEmpty)
        var messages = reader.messages()
        var count = 0
        while let message = try messages.next() {
            #expect(Int(message.time.secs) == count / 2)
            if message.connection == first { #expect(try text(message.bytes) == "text \(count / 2)") }
            count += 1
        }
        #expect(count == 1000)
    }

    @Test func emptyBagsAndLargeMessages() throws {
        let folder = try Scratch()
        let empty = try BagWriter(path: folder.path("empty.bag"))
        try empty.close()
        let reader = try BagReader(path: folder.path("empty.bag"))
        #expect(reader.messageCount == 0)
        #expect(reader.startTime == nil)
        for compression in BagCompression.allCases {
            var options = BagWriter.Options()
            options.compression = compression
            options.replaces = true
            let writer = try BagWriter(path: folder.path("large.bag"), options: options)
            let id = try writer.add(chatter)
            let large = ByteBuffer(repeating: 65, count: 3_000_000)
            for index in 0..<3 { try writer.write(connection: id, time: ROSTime(secs: UInt32(index), nsecs: 0), large) }
            try writer.write(connection: id, time: ROSTime(secs: 9, nsecs: 0), ByteBuffer())
            try writer.close()
            var messages = try BagReader(path: folder.path("large.bag")).messages()
            for _ in 0..<3 { #expect(try messages.next()?.bytes == large) }
            #expect(try messages.next()?.bytes.readableBytes == 0)
            #expect(try messages.next() == nil)
        }
    }

    @Test func timesThatGoBackAreSorted() throws {
        let folder = try Scratch()
        let writer = try BagWriter(path: folder.path("x.bag"))
        let id = try writer.add(numbers)
        for second in [5, 3, 4, 1, 2] {
            try writer.write(connection: id, time: ROSTime(secs: UInt32(second), nsecs: 0), ByteBuffer(integer: Int32(second)))
        }
        try writer.close()
        let reader = try BagReader(path: folder.path("x.bag"))
        var messages = reader.messages()
        for second in 1...5 { #expect(try messages.next()?.time.secs == UInt32(second)) }
        #expect(reader.startTime?.secs == 1)
        #expect(reader.endTime?.secs == 5)
    }

    @Test func filesAreNotReplacedUnasked() throws {
        let folder = try Scratch()
        try write([1], folder.path("x.bag"))
        #expect(throws: RosBagError.self) { try BagWriter(path: folder.path("x.bag")) }
        try write([1], folder.path("y.bag.active"))
        #expect(throws: RosBagError.self) { try BagWriter(path: folder.path("y.bag")) }
        #expect(throws: RosBagError.self) { try BagWriter(path: "/nowhere/x.bag") }
        #expect(throws: RosBagError.self) { try MCAPWriter(path: folder.path("x.bag")) }
        #expect(try contents(folder.path("x.bag")) == [1])
    }
}
