// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import NIOConcurrencyHelpers
import NIOCore
import ROSMessages
import Testing

@testable import RosBag

/// What other threads do changes nothing but the time, and memory that is used again is nobody's.
@Suite struct BackgroundTests {
    private static let count = 600

    /// A bag of many chunks, and each message's text.
    private static func write(_ path: String, _ compression: BagCompression) throws -> [String] {
        var options = BagWriter.Options()
        options.compression = compression
        options.chunkSize = 4000
        let writer = try BagWriter(path: path, options: options)
        let connection = try writer.add(chatter)
        var random = SeededNumbers(11)
        let texts = (0..<count).map { index -> String in
            let letters = (0..<Int.random(in: 0..<700, using: &random)).map { _ in UInt8.random(in: 97...104, using: &random) }
            return "\(index) " + String(decoding: letters, as: UTF8.self)
        }
        for (index, line) in texts.enumerated() {
            try writer.write(connection: connection, time: ROSTime(secs: UInt32(index), nsecs: 0), string(line))
        }
        try writer.close()
        return texts
    }

    @Test(arguments: BagCompression.allCases)
    func messagesThatAreKeptStayWhatTheyAre(_ compression: BagCompression) throws {
        let folder = try Scratch()
        let texts = try BackgroundTests.write(folder.path("x.bag"), compression)
        let reader = try BagReader(path: folder.path("x.bag"))
        #expect(reader.chunks.count > 20)
        // All of them, none, every tenth: chunks whose memory can be used again between such that cannot.
        for keeps in [1, .max, 10] {
            var messages = reader.messages()
            var kept: [Int: ByteBuffer] = [:]
            var index = 0
            while let message = try messages.next() {
                #expect(try text(message.bytes) == texts[index])
                if index % keeps == 0 { kept[index] = message.bytes }
                index += 1
            }
            #expect(index == texts.count)
            for (index, bytes) in kept { #expect(try text(bytes) == texts[index]) }
        }
    }

    @Test(arguments: [BagCompression.lz4, .bz2])
    func copiesOfAnIterationGoOnByThemselves(_ compression: BagCompression) throws {
        let folder = try Scratch()
        let texts = try BackgroundTests.write(folder.path("x.bag"), compression)
        var first = try BagReader(path: folder.path("x.bag")).messages()
        for _ in 0..<50 { _ = try first.next() }
        var second = first
        for index in 50..<texts.count {
            #expect(try first.next().map { try text($0.bytes) } == texts[index])
            #expect(try second.next().map { try text($0.bytes) } == texts[index])
        }
        #expect(try first.next() == nil && second.next() == nil)
    }

    @Test func aBrokenChunkIsToldWhenItsTurnComes() throws {
        let folder = try Scratch()
        let path = folder.path("x.bag")
        let texts = try BackgroundTests.write(path, .lz4)
        let third = try BagReader(path: path).chunks[2]
        var bytes = try contents(path)
        for offset in 200..<260 { bytes[third.position + offset] ^= 0x5a }
        try RosBagTests.write(bytes, path)
        let reader = try BagReader(path: path)
        let before = reader.chunks[..<2].reduce(0) { $0 + $1.messageCounts.values.reduce(0, +) }
        var messages = reader.messages()
        for index in 0..<before { #expect(try messages.next().map { try text($0.bytes) } == texts[index]) }
        for _ in 0..<2 {
            let error = #expect(throws: RosBagError.self) { try messages.next() }
            #expect(error?.offset == third.position)
        }
    }

    @Test func whatWasWrittenIsThereWithoutAnEnd() throws {
        let folder = try Scratch()
        let path = folder.path("x.bag")
        var options = BagWriter.Options()
        options.compression = .bz2
        options.chunkSize = 2000
        var writer: BagWriter? = try BagWriter(path: path, options: options)
        let connection = try writer?.add(chatter) ?? 0
        for index in 0..<400 {
            try writer?.write(connection: connection, time: ROSTime(secs: UInt32(index), nsecs: 0), string("text \(index)"))
            // After a flush nothing waits.
            if index == 200 {
                try writer?.flush()
                var reading = BagReader.Options()
                reading.allowsUnindexed = true
                #expect(try BagReader(path: path + ".active", options: reading).messageCount == 201)
            }
        }
        let open = writer?.openChunkSize ?? 0
        writer = nil
        var reading = BagReader.Options()
        reading.allowsUnindexed = true
        let left = try BagReader(path: path + ".active", options: reading).messageCount
        #expect(left > 350 && left < 400 && open > 0)
    }

    @Test func chunksComeBackInTheirOrderAndFailuresStay() throws {
        var queue = CompressionQueue<Int> { bytes throws(RosBagError) in
            guard bytes.readableBytes != 3 else { throw RosBagError(.corruptChunk, "three") }
            return ByteBuffer(string: "\(bytes.readableBytes)")
        }
        for number in 0..<8 { queue.add(number, ByteBuffer(repeating: 0, count: number)) }
        // More wait than may: the first is given without being asked to wait for it, and stays until it is taken away.
        for _ in 0..<2 { #expect(try queue.first(waits: false)?.description == 0) }
        for number in 0..<8 {
            if number == 3 {
                for _ in 0..<2 { #expect(throws: RosBagError.self) { try queue.first(waits: true) } }
            } else {
                let first = try queue.first(waits: true)
                #expect(first?.description == number && first?.compressed == ByteBuffer(string: "\(number)"))
            }
            queue.removeFirst()
        }
        #expect(queue.isEmpty)
        #expect(try queue.first(waits: true) == nil)
    }

    @Test func workIsDoneOnce() {
        let runs = NIOLockedValueBox(0)
        let works = (0..<100).map { number in
            BackgroundWork { () -> Int in
                runs.withLockedValue { $0 += 1 }
                return number
            }
        }
        for (number, work) in works.enumerated().reversed() {
            #expect(work.value() == number)
            #expect(work.isDone && work.value() == number)
        }
        #expect(runs.withLockedValue { $0 } == 100)
    }
}
