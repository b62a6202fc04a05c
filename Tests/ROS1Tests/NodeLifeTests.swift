// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ROS1
import ROSMessages
import StandardMessages
import Testing
import XMLRPC

/// Shutting down by name, simulated time, watched parameters.
@Suite(.timeLimit(.minutes(5)))
struct NodeLifeTests {
    private func with(_ name: String, _ master: SmallMaster, _ body: (Node) async throws -> Void) async throws {
        var configuration = NodeConfiguration(name: name)
        configuration.masterURI = try await master.uri
        configuration.isLogging = false
        try await withNode(
            name, configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), body)
    }

    private func eventually(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it did not come about within 5 s")
    }

    @Test func `a node obeys a shutdown that is meant for it, not one that names another`() async throws {
        let master = try await SmallMaster.start()
        try await with("victim", master) { node in
            let reasons = NIOLockedValueBox<[String]>([])
            try await node.eventLoop.submit {
                node.onShutdown = { reason in reasons.withLockedValue { $0.append(reason) } }
            }
            .get()
            let address = try #require(XMLRPCClient.address(node.uri))
            let client = XMLRPCClient(host: address.host, port: address.port, eventLoop: node.eventLoop)
            let other = "[/a] Reason: new node registered with same name"
            let own = "[/victim] Reason: new node registered with same name"
            _ = try await node.subscribe("/early") { _ in }
            for reason in [other, "user request", own] {
                _ = try await node.subscribe("/before") { _ in }
                let answer = try await client.call("shutdown", ["/master", .string(reason)])
                #expect(answer.array?.first == 1)
            }
            client.close()
            // What it registered now would end the newer node.
            let before = try await master.count(of: "registerSubscriber")
            await #expect {
                _ = try await node.subscribe("/late") { _ in }
            } throws: { ($0 as? ROS1Error)?.code == .shutDown }
            await #expect {
                _ = try await node.subscribeParameter("/late") { _ in }
            } throws: { ($0 as? ROS1Error)?.code == .shutDown }
            #expect(try await master.count(of: "registerSubscriber") == before)
            #expect(reasons.withLockedValue { $0 } == ["user request", own])
        }
        try await master.stop()
    }

    @Test func `simulated time stands, advances and jumps with the clock`() async throws {
        let master = try await SmallMaster.start()
        let schema = try MessageSchema.resolve(try MessageName("rosgraph_msgs/Clock")) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
        try await with("world", master) { world in
            #expect(try await !world.usesSimulatedTime())
            try await world.setParameter("/use_sim_time", .bool(true))
            let clock = try await world.advertise("/clock", as: schema)
            func show(_ seconds: UInt32) {
                var bytes = ByteBuffer(integer: seconds, endianness: .little)
                bytes.writeInteger(UInt32(0), endianness: .little)
                clock.publish(bytes)
            }
            try await with("sleeper", master) { node in
                #expect(try await node.usesSimulatedTime())
                #expect(try await node.time().nanoseconds == 0)
                let jumps = NIOLockedValueBox<[Int64]>([])
                try await node.onTimeJump { before, after in
                    jumps.withLockedValue { $0 += [before.nanoseconds, after.nanoseconds] }
                }
                try await eventually { await clock.subscriberCount() == 1 }
                let hasSlept = NIOLockedValueBox(false)
                async let sleeping: Void = {
                    try await node.sleep(seconds: 5)
                    hasSlept.withLockedValue { $0 = true }
                }()
                show(100)
                try await eventually { try await node.time().secs == 100 }
                try await Task.sleep(for: .milliseconds(30))
                #expect(!hasSlept.withLockedValue { $0 })
                show(106)
                try await sleeping
                show(3)
                try await eventually { try await node.time().secs == 3 }
                #expect(jumps.withLockedValue { $0 } == [106_000_000_000, 3_000_000_000])
            }
        }
        try await master.stop()
    }

    @Test func `a watched parameter tells its value, its changes and its end`() async throws {
        let master = try await SmallMaster.start()
        try await with("watcher", master) { node in
            let seen = NIOLockedValueBox<[String]>([])
            let watch = try await node.subscribeParameter("/w") { value in
                seen.withLockedValue { $0.append(value.map { "\($0)" } ?? "unset") }
            }
            let address = try #require(XMLRPCClient.address(node.uri))
            let client = XMLRPCClient(host: address.host, port: address.port, eventLoop: node.eventLoop)
            _ = try await client.call("paramUpdate", ["/master", "/w/", 5])
            _ = try await client.call("paramUpdate", ["/master", "/other/", 6])
            _ = try await client.call("paramUpdate", ["/master", "/w/", .structure([])])
            try await node.setParameter("/w", .string("own"))
            try await eventually { seen.withLockedValue { $0.last } == "\"own\"" }
            #expect(seen.withLockedValue { Array($0.suffix(3)) } == ["5", "unset", "\"own\""])
            await watch.cancel()
            let count = seen.withLockedValue { $0.count }
            _ = try await client.call("paramUpdate", ["/master", "/w/", 7])
            #expect(seen.withLockedValue { $0.count } == count)
            client.close()
        }
        try await master.stop()
    }
}
