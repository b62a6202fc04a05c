// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import ROSMessages
import StandardMessages
import Testing

/// Nodes of this library among themselves, with types known at compile time.
@Suite(.timeLimit(.minutes(5)))
struct TypedTests {
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

    @Test func `messages come typed, by sequence and by listener`() async throws {
        let master = try await SmallMaster.start()
        try await with("driver", try await master.uri) { node in
            let publisher = try await node.advertise("imu", as: SensorMsgs.Imu.self, latching: true)
            let (heard, continuation) = AsyncStream.makeStream(of: Result<SensorMsgs.Imu, MessageError>.self)
            let subscription = try await node.subscribe("imu", as: SensorMsgs.Imu.self) { continuation.yield($0) }
            let sent = SensorMsgs.Imu(
                header: StdMsgs.Header(seq: 3, frame_id: "imu_link"), orientation_covariance: [1, 2, 3, 4, 5, 6, 7, 8, 9])
            let messages = try await node.messages("imu", as: SensorMsgs.Imu.self)
            try publisher.publish(sent)
            for try await message in messages {
                #expect(message == sent)
                break
            }
            for await message in heard {
                #expect(try message.get() == sent)
                break
            }
            await subscription.cancel()
            await publisher.cancel()
        }
    }

    @Test func `bytes that are no message are told, and the next one comes`() async throws {
        let master = try await SmallMaster.start()
        try await with("driver", try await master.uri) { node in
            let raw = try await node.advertise("words", as: try StdMsgs.String.schema())
            var words = try await node.messages("words", as: StdMsgs.String.self).makeAsyncIterator()
            raw.publish(ByteBuffer(bytes: [9, 0, 0, 0, 65]))
            raw.publish(try StdMsgs.String(data: "whole").encoded())
            do throws(MessageError) {
                _ = try await words.next()
                Issue.record("half a message was read")
            } catch {
                #expect(error.message == "std_msgs/String.data: at byte 4 9 bytes are expected, 1 follow")
            }
            #expect(try await words.next()?.data == "whole")
        }
    }

    @Test func `services are offered and called typed`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        try await with("server", uri) { server in
            let offer = try await server.advertiseService("lamp", as: StdSrvs.SetBool.self) { request in
                guard request.data else { throw ROS1Error(.refused, "it stays on") }
                return StdSrvs.SetBool.Response(success: true, message: "on")
            }
            try await with("client", uri) { client in
                let deadline = NIODeadline.now() + .seconds(10)
                let reply = try await client.call("lamp", as: StdSrvs.SetBool.self, .init(data: true), deadline: deadline)
                #expect(reply == StdSrvs.SetBool.Response(success: true, message: "on"))
                let failure = await #expect(throws: ROS1Error.self) {
                    try await client.call("lamp", as: StdSrvs.SetBool.self, deadline: deadline)
                }
                #expect(failure?.message.contains("it stays on") == true)
                await #expect(throws: ROS1Error.self) {
                    try await client.call("lamp", as: StdSrvs.Trigger.self, deadline: deadline)
                }
            }
            await offer.cancel()
        }
    }
}
