// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Pharos
import PharosWire
import ROS1
import ROSMessages
import StandardMessages

/// `pharos bench ros`: the ROS 1 library in process, on the topics and types of the roscpp and rospy benchmark peers.
struct BenchROSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ros", shouldDisplay: false,
        subcommands: [Echo.self, Ping.self, Publish.self, Subscribe.self, Server.self, Client.self])

    static func node(_ name: String) async throws -> Node {
        var configuration = ROS1.NodeConfiguration(name: name)
        configuration.environment = RuntimeDirectory.processEnvironment()
        configuration.isLogging = false
        return try await Node.start(
            configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    static func message(_ type: String) throws -> MessageSchema {
        try MessageSchema.resolve(try MessageName(type)) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
    }

    static func text(_ size: Int) -> ByteBuffer {
        var body = ByteBuffer()
        body.writeInteger(UInt32(size), endianness: .little)
        body.writeRepeatingByte(UInt8(ascii: "x"), count: size)
        return body
    }

    static func setBool() throws -> ServiceSchema {
        try ServiceSchema(
            name: try MessageName("std_srvs/SetBool"),
            text: try StandardDefinitions.text(ofService: try MessageName("std_srvs/SetBool"))
        ) { name throws(MessageError) in try StandardDefinitions.text(of: name) }
    }

    static func forever() async throws { while true { try await Task.sleep(for: .seconds(3600)) } }

    static func microseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    }

    static func report(_ times: [Double], size: Int) {
        let sorted = times.sorted()
        guard !sorted.isEmpty else { return }
        Output.json([
            "size": Value(size), "n": Value(sorted.count), "rtt_median_us": .double(sorted[sorted.count / 2]),
            "rtt_p99_us": .double(sorted[sorted.count * 99 / 100]), "rtt_min_us": .double(sorted[0]),
        ])
    }

    struct Echo: AsyncParsableCommand {
        func run() async throws {
            let node = try await BenchROSCommand.node("swift_echo")
            let schema = try BenchROSCommand.message("std_msgs/String")
            let pong = try await node.advertise("/pong", as: schema)
            _ = try await node.subscribe("/ping", as: schema) { pong.publish($0.bytes) }
            try await BenchROSCommand.forever()
        }
    }

    struct Ping: AsyncParsableCommand {
        @Argument var size: Int
        @Argument var count: Int
        @Argument var warmup: Int

        private struct State {
            var begun = ContinuousClock.now
            var seen = 0
            var times: [Double] = []
        }

        func run() async throws {
            let node = try await BenchROSCommand.node("swift_ping")
            let schema = try BenchROSCommand.message("std_msgs/String")
            let body = BenchROSCommand.text(size)
            let ping = try await node.advertise("/ping", as: schema)
            let state = NIOLockedValueBox(State())
            let (ends, end) = AsyncStream<Void>.makeStream()
            let (warmup, count, size) = (warmup, count, size)
            _ = try await node.subscribe("/pong", as: schema) { _ in
                let now = ContinuousClock.now
                let goesOn = state.withLockedValue { state -> Bool in
                    state.seen += 1
                    if state.seen > warmup { state.times.append(BenchROSCommand.microseconds(now - state.begun)) }
                    state.begun = .now
                    return state.seen < warmup + count
                }
                if goesOn { ping.publish(body) } else { end.finish() }
            }
            while await ping.subscriberCount() < 1 { try await Task.sleep(for: .milliseconds(20)) }
            _ = try await node.publisherConnection("/pong", deadline: .now() + .seconds(20))
            try await Task.sleep(for: .milliseconds(300))
            state.withLockedValue { $0.begun = .now }
            ping.publish(body)
            for await _ in ends {}
            BenchROSCommand.report(state.withLockedValue { $0.times }, size: size)
            await node.shutdown()
        }
    }

    struct Publish: AsyncParsableCommand {
        @Argument var size: Int
        @Argument var count: UInt64
        @Argument var window: UInt64

        func run() async throws {
            let node = try await BenchROSCommand.node("swift_pub")
            let body = BenchROSCommand.text(size)
            let load = try await node.advertise(
                "/load", as: try BenchROSCommand.message("std_msgs/String"), queueLimit: Int(window) + 1)
            let (acks, ack) = AsyncStream<UInt64>.makeStream()
            _ = try await node.subscribe("/ack", as: try BenchROSCommand.message("std_msgs/UInt64")) { message in
                if let value = message.bytes.getInteger(at: message.bytes.readerIndex, endianness: .little, as: UInt64.self) {
                    ack.yield(value)
                }
            }
            while await load.subscriberCount() < 1 { try await Task.sleep(for: .milliseconds(20)) }
            _ = try await node.publisherConnection("/ack", deadline: .now() + .seconds(20))
            try await Task.sleep(for: .milliseconds(300))
            let (count, window) = (count, window)
            var sent: UInt64 = 0
            var acked: UInt64 = 0
            var incoming = acks.makeAsyncIterator()
            while acked < count {
                while sent < count, sent - acked < window {
                    load.publish(body)
                    sent += 1
                }
                acked = max(acked, await incoming.next() ?? count)
            }
            await node.shutdown()
        }
    }

    struct Subscribe: AsyncParsableCommand {
        @Argument var size: Int
        @Argument var count: UInt64
        @Argument var every: UInt64

        func run() async throws {
            let node = try await BenchROSCommand.node("swift_sub")
            let ack = try await node.advertise("/ack", as: try BenchROSCommand.message("std_msgs/UInt64"))
            let state = NIOLockedValueBox((got: UInt64(0), begun: ContinuousClock.now))
            let (ends, end) = AsyncStream<Duration>.makeStream()
            let (size, count, every) = (size, count, every)
            _ = try await node.subscribe("/load", as: try BenchROSCommand.message("std_msgs/String")) { _ in
                let (got, begun) = state.withLockedValue { state in
                    state.got += 1
                    if state.got == count / 10 { state.begun = .now }
                    return (state.got, state.begun)
                }
                if got % every == 0 || got == count {
                    var body = ByteBuffer()
                    body.writeInteger(got, endianness: .little)
                    ack.publish(body)
                }
                if got == count {
                    end.yield(ContinuousClock.now - begun)
                    end.finish()
                }
            }
            for await elapsed in ends {
                let seconds = BenchROSCommand.microseconds(elapsed) / 1e6
                let rate = Double(count - count / 10) / seconds
                Output.json([
                    "size": Value(size), "msgs_per_s": .double(rate), "MB_per_s": .double(rate * Double(size) / 1e6),
                ])
            }
            try await Task.sleep(for: .milliseconds(300))
            await node.shutdown()
        }
    }

    struct Server: AsyncParsableCommand {
        func run() async throws {
            let node = try await BenchROSCommand.node("swift_srv")
            let schema = try BenchROSCommand.setBool()
            var answer = ByteBuffer()
            answer.writeInteger(1 as UInt8)
            answer.writeInteger(2 as UInt32, endianness: .little)
            answer.writeString("ok")
            let reply = answer
            _ = try await node.advertiseService("/bench_srv", as: schema) { _, _ in reply }
            try await BenchROSCommand.forever()
        }
    }

    struct Client: AsyncParsableCommand {
        @Argument var count: Int
        @Argument var warmup: Int

        func run() async throws {
            let node = try await BenchROSCommand.node("swift_srv_client")
            let schema = try BenchROSCommand.setBool()
            var request = ByteBuffer()
            request.writeInteger(1 as UInt8)
            while (try? await node.probe("/bench_srv")) == nil { try await Task.sleep(for: .milliseconds(50)) }
            var times: [Double] = []
            for index in 0..<(count + warmup) {
                let begun = ContinuousClock.now
                _ = try await node.call(
                    "/bench_srv", md5: schema.md5, request: request, deadline: .now() + .seconds(10))
                if index >= warmup { times.append(BenchROSCommand.microseconds(ContinuousClock.now - begun)) }
            }
            BenchROSCommand.report(times, size: 1)
            await node.shutdown()
        }
    }
}
