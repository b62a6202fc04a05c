// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import ROS1Master
import ROSMessages
import Testing

@testable import ROS1Transforms

/// Bytes of /tf, and both of its ends over loopback sockets.
@Suite(.timeLimit(.minutes(5)))
struct TransformTopicTests {
    private let stamped = StampedTransform(
        parent: "map", child: "base", stamp: ROSTime(secs: 3, nsecs: 4),
        transform: Transform(
            translation: Vector3(x: 1, y: 2, z: 3), rotation: Quaternion(roll: 0.1, pitch: 0.2, yaw: 0.3)))

    @Test func `the bytes are those of the general codec`() throws {
        let schema = try TransformMessages.schema()
        #expect(schema.md5 == "94810edda583a504dfda3829e70d7eec")
        let bytes = TransformMessages.write([stamped, stamped])
        let value = try MessageDecoder.value(bytes, as: schema)
        #expect(value.transforms.count == 2)
        let one = value.transforms[1]
        #expect(one.header.frame_id == "map" && one.child_frame_id == "base")
        #expect(one.transform.translation.z == 3.0 && one.header.stamp == .time(stamped.stamp))
        #expect(one.transform.rotation.w == .double(stamped.transform.rotation.w))
        #expect(try TransformMessages.read(bytes) == [stamped, stamped])
    }

    @Test func `what is no message is refused`() throws {
        let whole = TransformMessages.write([stamped, stamped])
        for length in 0..<whole.readableBytes {
            #expect(throws: TransformError.self) {
                try TransformMessages.read(try #require(whole.getSlice(at: 0, length: length)))
            }
        }
        var random = SeededRandom(20_260_102)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<3 {
                bytes.setInteger(
                    UInt8(truncatingIfNeeded: random.next()), at: Int(random.next() % UInt64(whole.readableBytes)))
            }
            guard let read = try? TransformMessages.read(bytes) else { continue }
            let buffer = TransformBuffer()
            try? buffer.insert(read)
            _ = try? buffer.lookup("map", "base")
        }
    }

    @Test func `what is sent is found, static frames by who comes later`() async throws {
        try await withROS1Master(ROS1Master.Configuration(port: 0)) { master in
            @Sendable func with<R: Sendable>(_ name: String, _ body: (Node) async throws -> R) async throws -> R {
                var configuration = NodeConfiguration(name: name)
                configuration.masterURI = master.uri
                configuration.isLogging = false
                return try await withNode(
                    name, configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), body)
            }
            try await with("sender") { sender in
                let fixed = try await sender.staticTransformBroadcaster()
                let moving = try await sender.transformBroadcaster()
                fixed.send(stamped)
                var hand = stamped
                (hand.parent, hand.child) = ("base", "hand")
                fixed.send(hand)
                try await with("listener") { listener in
                    let listening = try await listener.listenToTransforms()
                    let buffer = listening.buffer
                    _ = try await buffer.lookup("map", "hand", deadline: .now() + .seconds(10))
                    var wheel = stamped
                    (wheel.parent, wheel.child) = ("base", "wheel")
                    let sending = Task {
                        while !Task.isCancelled {
                            moving.send(wheel)
                            wheel.stamp.secs += 1
                            try await Task.sleep(for: .milliseconds(5))
                        }
                    }
                    _ = try await buffer.lookup(
                        "hand", "wheel", at: ROSTime(secs: 10, nsecs: 0), deadline: .now() + .seconds(10))
                    sending.cancel()
                    #expect(buffer.frames.first { $0.name == "wheel" }?.authority == "/sender")
                    await listening.cancel()
                }
            }
        }
    }
}
