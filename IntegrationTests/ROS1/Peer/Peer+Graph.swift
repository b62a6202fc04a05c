// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROSMessages

extension Peer {
    /// Subscribes what it is told (`subscribe` with `topic`, `datagrams` and `told`, so that each message's first and last
    /// bytes are told), and tells of everything on /statistics.
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
            let isTold = line.told == true
            _ = try await node.subscribe(
                line.topic.string ?? "/topic", transport: line.datagrams == true ? .datagrams() : .stream
            ) { message in
                guard isTold else { return }
                let text = String(
                    buffer: message.bytes.getSlice(at: 4, length: message.bytes.readableBytes - 4) ?? .init())
                tell(
                    "message", ["bytes": Value(text.utf8.count), "text": .string("\(text.prefix(8))\(text.suffix(8))")])
            }
            tell("subscribed")
        }
    }
}
