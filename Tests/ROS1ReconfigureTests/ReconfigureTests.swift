// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import ROS1Master
import ROSMessages
import Testing

@testable import ROS1Reconfigure

/// Descriptions, what may be set, and a client beside a small server, over loopback sockets.
@Suite(.timeLimit(.minutes(5)))
struct ReconfigureTests {
    private let message: Value = [
        "groups": [
            [
                "name": "Default", "id": 0, "parent": 0, "type": "",
                "parameters": [
                    ["name": "count", "type": "int", "level": 1, "description": "how many", "edit_method": ""],
                    ["name": "speed", "type": "double", "level": 2, "description": "", "edit_method": ""],
                    ["name": "label", "type": "str", "level": 0, "description": "", "edit_method": ""],
                ],
            ],
            [
                "name": "Deep", "id": 1, "parent": 0, "type": "hide",
                "parameters": [["name": "on", "type": "bool", "level": 0, "description": "", "edit_method": ""]],
            ],
        ],
        "min": ["ints": [["name": "count", "value": 0]], "doubles": [["name": "speed", "value": -1.5]]],
        "max": ["ints": [["name": "count", "value": 9]], "doubles": [["name": "speed", "value": 1.5]]],
        "dflt": ["ints": [["name": "count", "value": 4]], "bools": [["name": "on", "value": true]]],
    ]

    @Test func `the types have dynamic_reconfigure's fingerprints`() throws {
        #expect(try ReconfigureMessages.description().md5 == "757ce9d44ba8ddd801bb30bc456f946f")
        #expect(try ReconfigureMessages.configuration().md5 == "958f16a05573709014982821e6822580")
        #expect(try ReconfigureMessages.service().md5 == "bb125d226a21982a4a98760418dc2672")
    }

    @Test func `a description is read`() throws {
        let description = try ReconfigureDescription(message)
        #expect(description.parameters.map(\.name) == ["count", "speed", "label", "on"])
        let count = try #require(description["count"])
        #expect(count.kind == .int && count.minimum == 0 && count.maximum == 9 && count.initial == 4)
        #expect(count.text == "how many" && count.level == 1)
        #expect(description["on"]?.group == 1 && description["on"]?.minimum == nil)
        #expect(description.groups.map(\.name) == ["Default", "Deep"] && description.groups[1].style == "hide")
        #expect(throws: ReconfigureError.self) {
            try ReconfigureDescription(["groups": [["parameters": [["name": "x", "type": "quaternion"]]]]])
        }
        // What is no description at all has nothing in it.
        #expect(try ReconfigureDescription(nil).parameters.isEmpty)
    }

    @Test func `changes are checked before anything is sent`() throws {
        let description = try ReconfigureDescription(message)
        let request = try description.request(["count": 2, "speed": 1, "on": false], ["Deep": false], clamps: false)
        #expect(
            request.ints == [["name": "count", "value": 2]] && request.doubles == [["name": "speed", "value": 1.0]])
        #expect(request.groups[0].id == 1 && request.groups[0].state == false)
        let wrong: [(Record, ReconfigureError.Code)] = [
            (["nothing": 1], .unknownName), (["count": 1.0], .invalidValue), (["count": "1"], .invalidValue),
            (["count": 5_000_000_000], .invalidValue), (["count": 10], .outOfRange), (["count": -1], .outOfRange),
            (["speed": true], .invalidValue), (["speed": .double(.nan)], .outOfRange), (["label": 1], .invalidValue),
            (["on": 1], .invalidValue), (["on": nil], .invalidValue),
        ]
        for (changes, code) in wrong {
            do throws(ReconfigureError) {
                _ = try description.request(changes, [:], clamps: false)
                Issue.record("\(changes) was taken")
            } catch { #expect(error.code == code, "\(error)") }
        }
        #expect(try description.request(["count": 10], [:], clamps: true).ints[0].value == 10)
        #expect(throws: ReconfigureError.self) { try description.request([:], ["None": true], clamps: false) }
    }

    @Test func `a client sees, sets and watches`() async throws {
        let message = message
        try await withROS1Master(ROS1Master.Configuration(port: 0)) { master in
            var configuration = NodeConfiguration(name: "tunable")
            configuration.masterURI = master.uri
            configuration.isLogging = false
            try await withNode(
                "tunable", configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            ) { node in
                let soon = NIODeadline.now() + .seconds(20)
                let client = try await node.reconfigureClient("/tunable")
                await #expect(throws: ReconfigureError.self) {
                    try await client.description(deadline: .now() + .milliseconds(50))
                }
                let waiting = Task { try await client.description(deadline: soon) }
                let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })
                let described = try await node.advertise(
                    "~parameter_descriptions", as: ReconfigureMessages.description(), latching: true)
                described.publish(try encoder.bytes(message, as: described.schema))
                let updates = try await node.advertise(
                    "~parameter_updates", as: ReconfigureMessages.configuration(), latching: true)
                func count(_ number: Value) throws -> ByteBuffer {
                    try encoder.bytes(["ints": [["name": "count", "value": number]]], as: updates.schema)
                }
                updates.publish(try count(4))
                let schema = try ReconfigureMessages.service()
                _ = try await node.advertiseService("~set_parameters", as: schema) { request, _ in
                    let asked = try MessageDecoder.value(request, as: schema.request).config.ints[0].value
                    let now = try encoder.bytes(["ints": [["name": "count", "value": asked]]], as: updates.schema)
                    updates.publish(now)
                    return now
                }
                #expect(try await waiting.value["count"]?.maximum == 9)
                #expect(try await client.configuration(deadline: soon)["count"] == 4)
                var seen = client.updates.makeAsyncIterator()
                #expect(await seen.next()?["count"] == 4)
                #expect(try await client.set(["count": 7], deadline: soon)["count"] == 7)
                #expect(await seen.next()?["count"] == 7)
                await #expect(throws: ReconfigureError.self) { try await client.set(["count": 70], deadline: soon) }
                let other = try await node.reconfigureClient("/nobody")
                let cancelled = Task { try await other.configuration(deadline: soon) }
                cancelled.cancel()
                await #expect(throws: CancellationError.self) { try await cancelled.value }
                await client.close()
                #expect(await seen.next() == nil)
            }
        }
    }
}
