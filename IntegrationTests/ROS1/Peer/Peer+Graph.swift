// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROS1
import ROSMessages

extension Peer {
    /// Subscribes what it is told (`subscribe` with `topic`), and tells of everything on /statistics.
    static func statistics(_ node: Node, _ lines: Lines) async throws {
        _ = try await node.subscribeStatistics { told in
            tell(
                "statistics",
                [
                    "topic": .string(told.topic), "publisher": .string(told.publisher),
                    "subscriber": .string(told.subscriber), "delivered": Value(told.delivered),
                    "dropped": Value(told.dropped), "traffic": Value(told.traffic), "period": Value(told.period.mean),
                    "age": Value(told.age.mean),
                ])
        }
        for await line in lines {
            _ = try await node.subscribe(line.topic.string ?? "/topic") { _ in }
            tell("subscribed")
        }
    }
}
