// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import ROSMessages
import StandardMessages
import Testing
import XMLRPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Nodes on machines with several addresses, and over IPv6; loopback has enough of both.
@Suite(.timeLimit(.minutes(5)))
struct NetworkTests {
    private func with<R: Sendable>(
        _ name: String, _ master: String, _ environment: [String: String], _ body: (Node) async throws -> R
    ) async throws -> R {
        var configuration = NodeConfiguration(name: name)
        configuration.masterURI = master
        configuration.environment = environment
        configuration.isLogging = false
        return try await withNode(
            name, configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), body)
    }

    /// A topic, a service, and what one node asks of the other, with the addresses that are expected in between.
    private func exchange(
        master: SmallMaster, talker: (environment: [String: String], uri: String),
        listener: (environment: [String: String], uri: String)
    ) async throws {
        let uri = try await master.uri
        let schema = try MessageSchema.resolve(try MessageName("std_msgs/String")) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
        let empty = try MessageName("std_srvs/Empty")
        let service = try ServiceSchema(name: empty, text: try StandardDefinitions.text(ofService: empty)) {
            name throws(MessageError) in try StandardDefinitions.text(of: name)
        }
        try await with("talker", uri, talker.environment) { first in
            #expect(first.uri.hasPrefix(talker.uri), "\(first.uri)")
            let publisher = try await first.advertise("/chatter", as: schema, latching: true)
            var text = ByteBuffer()
            text.writeInteger(UInt32(2), endianness: .little)
            text.writeString("hi")
            publisher.publish(text)
            _ = try await first.advertiseService("/nothing", as: service) { _, caller in
                #expect(caller == "/listener")
                return ByteBuffer()
            }
            try await with("listener", uri, listener.environment) { second in
                #expect(second.uri.hasPrefix(listener.uri), "\(second.uri)")
                for await message in try await second.messages("/chatter", as: schema) {
                    #expect(message.bytes == text)
                    break
                }
                let answer = try await second.call(
                    "/nothing", md5: service.md5, request: ByteBuffer(), deadline: .now() + .seconds(10))
                #expect(answer.readableBytes == 0)
            }
        }
        try await master.stop()
    }

    @Test func `each node is reached at the address it was given`() async throws {
        try await exchange(
            master: try await SmallMaster.start(), talker: (["ROS_IP": "127.0.0.2"], "http://127.0.0.2:"),
            listener: (["ROS_HOSTNAME": "127.0.0.3", "ROS_IP": "127.0.0.9"], "http://127.0.0.3:"))
    }

    @Test func `a node that is given none takes the address by which it reaches its master`() async throws {
        try await exchange(
            master: try await SmallMaster.start(host: "127.0.0.4"), talker: ([:], "http://127.0.0.4:"),
            listener: (["ROS_HOSTNAME": "localhost"], "http://localhost:"))
    }

    @Test func `topics and services over IPv6`() async throws {
        try await exchange(
            master: try await SmallMaster.start(host: "::1"), talker: (["ROS_IPV6": "on"], "http://[::1]:"),
            listener: (["ROS_IPV6": "on", "ROS_IP": "::1"], "http://[::1]:"))
    }

    @Test func `a node asks others whether they are there, what connects them, and to end`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        let schema = try MessageSchema.resolve(try MessageName("std_msgs/String")) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
        func code(_ body: () async throws -> Void) async -> ROS1Error.Code? {
            do { try await body() } catch { return (error as? ROS1Error)?.code }
            return nil
        }
        try await with("asker", uri, [:]) { asker in
            #expect(await code { try await asker.ping("/nobody") } == .noNode)
            try await with("asked", uri, [:]) { asked in
                let (reasons, sink) = AsyncStream.makeStream(of: String.self)
                asked.onShutdown = { sink.yield($0) }
                let publisher = try await asked.advertise("/chatter", as: schema)
                _ = try await asker.subscribe("/chatter", as: schema) { _ in }
                while await publisher.subscriberCount() == 0 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(try await asker.ping("asked") < .seconds(3))
                #expect(try await asker.processIdentifier(of: "/asked") == Int(getpid()))
                let connections = try await asker.connections(of: "asked")
                #expect(connections.map(\.topic) == ["/chatter"] && connections[0].direction == .outbound)
                #expect(connections[0].other == "/asker" && connections[0].isConnected)
                try await asker.shutDown("asked", reason: "enough")
                #expect(await reasons.first { _ in true } == "enough")
            }
            // The small master never forgets, like a genuine one after a crash.
            #expect(await code { try await asker.ping("/asked") } == .connectionLost)
            #expect(await code { try await asker.shutDown("/asked") } == .connectionLost)
        }
        try await master.stop()
    }
}
