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

/// Nodes of this library among themselves, over loopback sockets.
@Suite(.timeLimit(.minutes(5)))
struct NodeTests {
    private func message(_ type: String) throws -> MessageSchema {
        try MessageSchema.resolve(try MessageName(type)) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
    }

    private func service(_ type: String) throws -> ServiceSchema {
        let name = try MessageName(type)
        return try ServiceSchema(name: name, text: try StandardDefinitions.text(ofService: name)) {
            name throws(MessageError) in try StandardDefinitions.text(of: name)
        }
    }

    private func text(_ text: String) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeInteger(UInt32(text.utf8.count), endianness: .little)
        bytes.writeString(text)
        return bytes
    }

    private func with<R: Sendable>(
        _ name: String, _ master: String, arguments: [String] = [], _ body: (Node) async throws -> R
    ) async throws -> R {
        var configuration = NodeConfiguration(name: name)
        configuration.masterURI = master
        configuration.arguments = arguments
        configuration.isLogging = false
        configuration.masterWatchMilliseconds = 100
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

    @Test func `messages arrive in order, whoever was first`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        let schema = try message("std_msgs/String")
        try await with("talker", uri) { talker in
            try await with("listener", uri) { listener in
                let early = try await listener.messages("chatter", as: schema, buffering: .newest(2000))
                let publisher = try await talker.advertise("/chatter", as: schema, queueLimit: 2000)
                try await eventually { await publisher.subscriberCount() == 1 }
                for number in 0..<1000 { publisher.publish(text("\(number)")) }
                var expected = 0
                for await message in early {
                    #expect(message.bytes == text("\(expected)"))
                    #expect(message.connection.node == "/talker")
                    #expect(message.connection.type == "std_msgs/String")
                    expected += 1
                    if expected == 1000 { break }
                }
                #expect(expected == 1000)
            }
        }
        #expect(try await master.list("/chatter").isEmpty)
        try await master.stop()
    }

    @Test func `a latched message reaches newcomers, second listeners and the own node`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        let schema = try message("std_msgs/String")
        try await with("talker", uri) { talker in
            let publisher = try await talker.advertise("/map", as: schema, latching: true)
            publisher.publish(text("first"))
            publisher.publish(text("last"))
            for await message in try await talker.messages("/map") {
                #expect(message.bytes == text("last"))
                break
            }
            try await with("listener", uri) { listener in
                for _ in 0..<2 {
                    // The first subscription still stands when the second one comes.
                    let kept = try await listener.subscribe("/map") { _ in }
                    for await message in try await listener.messages("/map", as: schema) {
                        #expect(message.bytes == text("last"))
                        #expect(message.connection.isLatching)
                        break
                    }
                    await kept.cancel()
                }
            }
        }
        try await master.stop()
    }

    @Test func `types that differ are refused on the wire and inside a node`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        let (strings, numbers) = (try message("std_msgs/String"), try message("std_msgs/Float64"))
        try await with("talker", uri) { talker in
            let publisher = try await talker.advertise("/t", as: strings)
            await #expect(throws: ROS1Error.self) { try await talker.advertise("/t", as: numbers) }
            try await with("listener", uri) { listener in
                _ = try await listener.subscribe("/t", as: numbers) { _ in
                    Issue.record("a message of another type came")
                }
                await #expect(throws: ROS1Error.self) { try await listener.subscribe("/t", as: strings) { _ in } }
                try await Task.sleep(for: .milliseconds(200))
                #expect(await publisher.subscriberCount() == 0)
            }
        }
        try await master.stop()
    }

    @Test func `services answer, fail with words, run side by side, and keep to deadlines`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        let type = try service("std_srvs/SetBool")
        try await with("server", uri) { server in
            let offer = try await server.advertiseService("/s", as: type) { request, caller in
                if request.readableBytes == 0 { throw ROS1Error(.refused, "nothing came from \(caller)") }
                if request.getInteger(at: request.readerIndex, as: UInt8.self) == 1 {
                    try await Task.sleep(for: .milliseconds(300))
                }
                return request
            }
            try await with("client", uri) { client in
                func call(_ bytes: [UInt8], within seconds: Int64 = 5, md5: String? = nil) async throws -> ByteBuffer {
                    try await client.call(
                        "/s", md5: md5 ?? type.md5, request: ByteBuffer(bytes: bytes),
                        deadline: .now() + .seconds(seconds))
                }
                #expect(try await call([0, 9]) == ByteBuffer(bytes: [0, 9]))
                for number: UInt8 in 2..<100 { #expect(try await call([number]) == ByteBuffer(bytes: [number])) }
                #expect(try await master.count(of: "lookupService") == 1)
                let failure = await #expect(throws: ROS1Error.self) { try await call([]) }
                #expect(failure?.code == .serviceFailed)
                #expect(failure?.message.contains("nothing came from /client") == true)
                let refusal = await #expect(throws: ROS1Error.self) {
                    try await call([0], md5: String(repeating: "0", count: 32))
                }
                #expect(refusal?.code == .refused)
                let start = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<10 { group.addTask { _ = try await call([1]) } }
                    group.addTask {
                        _ = try await call([2])
                        #expect(ContinuousClock.now - start < .milliseconds(250), "a slow call held up a fast one")
                    }
                    try await group.waitForAll()
                }
                #expect(ContinuousClock.now - start < .seconds(2))
                let late = await #expect(throws: ROS1Error.self) {
                    try await client.call(
                        "/s", md5: type.md5, request: ByteBuffer(bytes: [1]), deadline: .now() + .milliseconds(50))
                }
                #expect(late?.code == .deadlineExceeded)
                let probe = try await client.probe("/s")
                #expect(probe.type == "std_srvs/SetBool")
                #expect(probe.md5 == type.md5)
                #expect(probe.node == "/server")
                await offer.cancel()
                let none = await #expect(throws: ROS1Error.self) { try await call([0]) }
                #expect(none?.code == .noProvider || none?.code == .connectionLost || none?.code == .refused)
            }
        }
        try await master.stop()
    }

    @Test func `who threw the subscription away goes on listening when others come and go`() async throws {
        let master = try await SmallMaster.start()
        let schema = try message("std_msgs/String")
        try await with("both", try await master.uri) { node in
            let received = NIOLoopBoundBox<Int>.makeBoxSendingValue(0, eventLoop: node.eventLoop)
            _ = try await node.subscribe("/t", as: schema) { _ in received.value += 1 }
            // Those that come would have the address of what was thrown away, some of them.
            for _ in 0..<50 { await (try await node.subscribe("/t", as: schema) { _ in }).cancel() }
            try await node.advertise("/t", as: schema).publish(text("x"))
            try await eventually { try await node.eventLoop.submit { received.value == 1 }.get() }
        }
        try await master.stop()
    }

    @Test func `a restarted master gets everything again, data connections survive it`() async throws {
        let schema = try message("std_msgs/String")
        let port = SmallMaster.quietPort()
        let first = try await SmallMaster.start(identity: 1, port: port)
        let uri = try await first.uri
        try await with("listener", uri) { listener in
            let received = NIOLoopBoundBox<Int>.makeBoxSendingValue(0, eventLoop: listener.eventLoop)
            _ = try await listener.subscribe("/t", as: schema) { _ in received.value += 1 }
            try await with("talker", uri) { talker in
                let publisher = try await talker.advertise("/t", as: schema)
                try await eventually { await publisher.subscriberCount() == 1 }
                try await first.stop()
                try await Task.sleep(for: .milliseconds(300))
                // A new one that knows nobody.
                let second = try await SmallMaster.start(identity: 2, port: port)
                try await eventually { try await second.count(of: "registerSubscriber") == 1 }
                try await eventually { try await second.count(of: "registerPublisher") == 1 }
                #expect(await publisher.subscriberCount() == 1)
                publisher.publish(text("still there"))
                try await eventually { try await listener.eventLoop.submit { received.value == 1 }.get() }
                try await second.stop()
            }
        }
    }

    @Test func `a node starts before its master, and sets the parameters of its command line then`() async throws {
        let port = SmallMaster.quietPort()
        let schema = try message("std_msgs/String")
        try await with("early", "http://127.0.0.1:\(port)/", arguments: ["_rate:=5"]) { node in
            _ = try await node.advertise("/t", as: schema)
            let master = try await SmallMaster.start(identity: 3, port: port)
            try await eventually { try await !master.list("/t").isEmpty }
            try await eventually { (try? await node.parameter("~rate").int) == 5 }
            try await master.stop()
        }
    }

    @Test func `random slave calls are answered`() async throws {
        let master = try await SmallMaster.start()
        try await with("victim", try await master.uri) { node in
            _ = try await node.subscribe("/t") { _ in }
            let address = try #require(XMLRPCClient.address(node.uri))
            let client = XMLRPCClient(host: address.host, port: address.port, eventLoop: node.eventLoop)
            var random = SeededRandom(3)
            let methods = [
                "getBusStats", "getBusInfo", "getMasterUri", "getPid", "getSubscriptions", "getPublications",
                "paramUpdate", "publisherUpdate", "requestTopic",
            ]
            func value(_ depth: Int) -> XMLRPCValue {
                switch Int.random(in: 0..<(depth > 2 ? 5 : 7), using: &random) {
                case 0: .int(Int32(truncatingIfNeeded: random.next()))
                case 1:
                    .string(
                        ["/t", "", "http://127.0.0.1:1/", "http://", "TCPROS", "~"].randomElement(using: &random) ?? "")
                case 2: .bool(.random(using: &random))
                case 3: .double(1.5)
                case 4: .data(random.bytes(3))
                case 5: .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth + 1) })
                default: .structure([.init("a", value(depth + 1))])
                }
            }
            for _ in 0..<1000 {
                let parameters = (0..<Int.random(in: 0..<5, using: &random)).map { _ in value(0) }
                let answer = try await client.call(methods.randomElement(using: &random) ?? "getPid", parameters)
                #expect(answer.array?.count == 3)
                #expect(answer.array?.first?.int != nil)
            }
            client.close()
        }
        try await master.stop()
    }
}
