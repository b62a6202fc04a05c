// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOCore
import Pharos
import ROSMessages
import RosBag

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos bench bag`, in processor time and by the clock: writing and reading bags, beside Benchmarks/Peers/py/bag.py.
struct BenchBagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bag", subcommands: [Write.self, Read.self])

    /// Writes messages of one size.
    struct Write: ParsableCommand {
        @Argument var file: String
        @Argument var size: Int
        @Argument var count: Int
        @Argument var compression: String
        func run() throws {
            let body = BenchBagCommand.body(size)
            let start = BenchBagCommand.now
            let writer = try MessageFile.writer(file, compression: compression, chunkSize: 768 << 10, replaces: true)
            let connection = try writer.add(
                BagConnection(
                    topic: "/data", type: "std_msgs/String", md5: "992ce8a1687cec8c8bd883ec73ca41d1",
                    definition: "string data\n"))
            for index in 0..<count {
                let time = ROSTime(secs: UInt32(1000 + index / 1000), nsecs: UInt32(index % 1000 * 1_000_000))
                try writer.write(connection: connection, time: time, body)
            }
            try writer.close()
            BenchBagCommand.report(count, count * body.readableBytes, since: start)
        }
    }

    /// Reads all messages.
    struct Read: ParsableCommand {
        @Argument var file: String
        func run() throws {
            let start = BenchBagCommand.now
            var messages = try BagReader(path: file).messages()
            var (count, bytes) = (0, 0)
            while let message = try messages.next() {
                count += 1
                bytes += message.bytes.readableBytes
            }
            BenchBagCommand.report(count, bytes, since: start)
        }
    }

    /// A `std_msgs/String` of text that compresses somewhat: the same that the peer writes.
    private static func body(_ size: Int) -> ByteBuffer {
        var bytes = ByteBuffer(integer: UInt32(size), endianness: .little)
        var state: UInt32 = 12345
        for _ in 0..<size {
            state = state &* 1_103_515_245 &+ 12345
            bytes.writeInteger(UInt8(ascii: "a") + UInt8(state >> 16 & 15))
        }
        return bytes
    }

    /// Seconds of processor time of this process, the kernel's for it included, and by the clock.
    private static var now: (processor: Double, clock: Double) { (seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC)) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func report(_ messages: Int, _ bytes: Int, since start: (processor: Double, clock: Double)) {
        let end = now
        let elapsed = max(end.processor - start.processor, 1e-9)
        let clock = max(end.clock - start.clock, 1e-9)
        Output.json([
            "messages": Value(messages), "msgs_per_s": .double(Double(messages) / elapsed),
            "mb_per_s": .double(Double(bytes) / elapsed / 1e6), "mb_per_clock_s": .double(Double(bytes) / clock / 1e6),
        ])
    }
}
