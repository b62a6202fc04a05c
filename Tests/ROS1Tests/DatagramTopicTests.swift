// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ROSMessages
import StandardMessages
import Testing
import XMLRPC

@testable import ROS1

/// Topics by UDPROS among nodes of this library.
@Suite(.timeLimit(.minutes(1)))
struct DatagramTopicTests {
    private func with<R: Sendable>(
        _ name: String, _ master: String, _ body: (Node) async throws -> R
    ) async throws -> R {
        var configuration = NodeConfiguration(name: name)
        configuration.masterURI = master
        configuration.isLogging = false
        return try await withNode(
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

    /// A text that takes several datagrams.
    private func text(_ number: Int) throws -> ByteBuffer {
        try StdMsgs.String(data: "\(number) " + String(repeating: "x", count: 4000)).encoded()
    }

    @Test func `messages arrive in order, the latched one too; who has gone is forgotten`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        let schema = try StdMsgs.String.schema()
        try await with("talker", uri) { talker in
            let publisher = try await talker.advertise("/chatter", as: schema, latching: true)
            publisher.publish(try text(0))
            try await with("listener", uri) { listener in
                let seen = NIOLockedValueBox<[ByteBuffer]>([])
                _ = try await listener.subscribe("/chatter", as: schema, transport: .datagrams()) { message in
                    seen.withLockedValue { $0.append(message.bytes) }
                }
                try await eventually { seen.withLockedValue { $0.count } == 1 }
                #expect(await publisher.subscriberCount() == 1)
                for number in 1...100 {
                    publisher.publish(try text(number))
                    try await Task.sleep(for: .milliseconds(1))
                }
                try await eventually { seen.withLockedValue { $0.count } == 101 }
                #expect(try seen.withLockedValue { $0 } == (0...100).map(text))
                let connections = try await listener.connections(of: "talker")
                #expect(connections.map(\.transport) == ["UDPROS"] && connections[0].other == "/listener")
            }
            // Nobody says that a subscriber by UDP has gone; what is sent to it comes back.
            try await eventually {
                publisher.publish(try text(0))
                return await publisher.subscriberCount() == 0
            }
        }
        try await master.stop()
    }

    @Test func `wishes that cannot be met are refused, or met by TCP`() async throws {
        let master = try await SmallMaster.start()
        try await with("talker", try await master.uri) { talker in
            _ = try await talker.advertise("/chatter", as: try StdMsgs.String.schema())
            let address = try #require(XMLRPCClient.address(talker.uri))
            let client = XMLRPCClient(host: address.host, port: address.port, eventLoop: talker.eventLoop)
            defer { client.close() }
            func ask(_ wishes: XMLRPCValue) async throws -> [XMLRPCValue] {
                try await client.call("requestTopic", ["/me", "/chatter", wishes]).array ?? []
            }
            func header(_ md5: String) -> XMLRPCValue {
                var bytes = ConnectionHeader(["callerid": "/me", "md5sum": md5, "topic": "/chatter"]).serialized()
                bytes.moveReaderIndex(forwardBy: 4)
                return .data(Array(bytes.readableBytesView))
            }
            let refused = try await ask([["UDPROS", header("0"), "127.0.0.1", 9, 1500], ["TCPROS"]])
            #expect(refused[0] == 0 && refused[1].string?.contains("datatype/md5sum") == true)
            let unknown = try await ask([["UDPROS", header("*"), "no host has this name", 9, 1500]])
            #expect(unknown[0] == 0 && unknown[1].string?.contains("cannot be sent") == true)
            for odd: XMLRPCValue in [
                ["UDPROS"], ["UDPROS", "text", "127.0.0.1", 9, 1500], ["UDPROS", header("*"), "127.0.0.1", 0, 1500],
                ["UDPROS", header("*"), "127.0.0.1", 70_000, 1500], ["UDPROS", header("*"), "127.0.0.1", 9, 8],
                ["UDPROS", header("*"), "127.0.0.1", 9, -1], ["UDPROS", .data([9, 9, 9, 9]), "127.0.0.1", 9, 1500],
            ] {
                #expect(try await ask([odd, ["TCPROS"]])[2].array?.first == "TCPROS")
                #expect(try await ask([odd])[0] == 0)
            }
            // Whoever names TCP first gets it.
            let first = try await ask([["TCPROS"], ["UDPROS", header("*"), "127.0.0.1", 9, 1500]])
            #expect(first[2].array?.first == "TCPROS")
            let taken = try await ask([["UDPROS", header("*"), "127.0.0.1", 9, 100_000]])
            #expect(taken[2].array?.count == 6 && taken[2].array?[4] == 65_507)
        }
        try await master.stop()
    }
}
