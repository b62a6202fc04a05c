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

/// What is measured of connections, with given times; and that nodes publish it.
@Suite(.timeLimit(.minutes(5)))
struct StatisticsTests {
    private let second: Int64 = 1_000_000_000

    @Test func `a window tells what came, how evenly, how old and what is missing`() throws {
        var window = StatisticsWindow(limits: StatisticsWindow.Limits(), now: 100 * second)
        let first = window.arrived(bytes: 10, header: (1, 99 * second), now: 100 * second)
        // The first message is published at once, as rospy and roscpp do.
        #expect(first?.delivered == 1 && first?.age.mean == second && first?.period == TopicStatistics.Spread())
        // Fewer than ten messages made it twice as long.
        #expect(window.length == 2)
        var due: TopicStatistics?
        // Numbers 3 and 4 do not come; arrivals are 0.4 and 0.6 s apart.
        for (number, tenths) in [(2, 4), (5, 10), (6, 14), (7, 20), (8, 24)] as [(UInt32, Int64)] {
            #expect(due == nil)
            let now = 100 * second + tenths * second / 10
            due = window.arrived(bytes: 10, header: (number, now - second / 2), now: now)
        }
        let told = try #require(due)
        #expect(told.delivered == 5 && told.dropped == 2 && told.traffic == 50)
        #expect(told.period.mean == second / 2 && told.period.deviation == second / 10)
        #expect(abs(told.period.maximum - 6 * second / 10) < 10 && told.age.maximum == second / 2)
        #expect(told.age.deviation == 0 && told.start.secs == 100 && told.end.nsecs == 400_000_000)
    }

    @Test func `the window grows to its limit, shrinks to its limit, and survives a clock that jumps`() {
        var limits = StatisticsWindow.Limits()
        limits.maximumSeconds = 8
        var window = StatisticsWindow(limits: limits, now: 0)
        var now: Int64 = 1000 * second
        for _ in 0..<40 {
            _ = window.arrived(bytes: 1, header: nil, now: now)
            now += 3 * second
        }
        #expect(window.length == 8)
        for _ in 0..<10_000 {
            _ = window.arrived(bytes: 1, header: nil, now: now)
            now += second / 100
        }
        #expect(window.length == 4)
        let back = window.arrived(bytes: 1, header: (1, Int64(UInt32.max) * second), now: 10 * second)
        #expect(back?.delivered ?? 1 >= 1)
        _ = window.arrived(bytes: .max, header: (.max, 0), now: Int64.max / 2)
        _ = window.arrived(bytes: 1, header: (0, 0), now: Int64.max / 2)
    }

    @Test func `the message is rosgraph_msgs' own`() throws {
        let schema = try TopicStatistics.schema()
        #expect(schema.md5 == "10152ed868c5097a5e2e4a89d7daa710")
        let spread = TopicStatistics.Spread(mean: -1_500_000_000, deviation: 2, maximum: 3_000_000_004)
        let whole = TopicStatistics(
            topic: "/a", publisher: "/b", subscriber: "/c", start: ROSTime(secs: 1, nsecs: 2),
            end: ROSTime(secs: 3, nsecs: 4), delivered: 5, dropped: 6, traffic: 7, period: spread, age: spread)
        let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })
        let bytes = try encoder.bytes(whole.message, as: schema)
        #expect(TopicStatistics(try MessageDecoder.value(bytes, as: schema)) == whole)
    }

    @Test func `nodes publish what they measure when that is wanted`() async throws {
        let master = try await SmallMaster.start()
        let uri = try await master.uri
        func with<R: Sendable>(_ name: String, _ body: (Node) async throws -> R) async throws -> R {
            var configuration = NodeConfiguration(name: name)
            configuration.masterURI = uri
            configuration.isLogging = false
            return try await withNode(
                name, configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), body)
        }
        let schema = try MessageSchema.resolve(try MessageName("geometry_msgs/PoseStamped")) {
            name throws(MessageError) in try StandardDefinitions.text(of: name)
        }
        try await with("talker") { talker in
            try await talker.setParameter("/enable_statistics", true)
            try await with("listener") { listener in
                let seen = NIOLockedValueBox<[TopicStatistics]>([])
                _ = try await talker.subscribeStatistics { told in seen.withLockedValue { $0.append(told) } }
                let publisher = try await talker.advertise("/pose", as: schema)
                _ = try await listener.subscribe("/pose", as: schema) { _ in }
                for _ in 0..<500 where seen.withLockedValue({ $0.isEmpty }) {
                    publisher.publish(MessageEncoder.defaultBytes(schema))
                    try await Task.sleep(for: .milliseconds(10))
                }
                let told = try #require(seen.withLockedValue { $0.first })
                #expect(told.topic == "/pose" && told.publisher == "/talker" && told.subscriber == "/listener")
                #expect(told.delivered >= 1 && told.traffic > 70)
            }
        }
        try await master.stop()
    }
}
