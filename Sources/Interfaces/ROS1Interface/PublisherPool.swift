// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import ROS1

/// The topics that clients have written: each is advertised once and stays for a while, so that a program that writes
/// again reaches its subscribers at once.
final class PublisherPool: Sendable {
    private struct Entry {
        var publisher: Publisher
        var lastUse: NIODeadline
        var isReady = false
    }

    /// How long a topic stays advertised without being written.
    static let idleTime = TimeAmount.seconds(60)
    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    /// The publisher of a topic that has been written before with the same type.
    func ready(_ topic: String, _ payload: Payload) -> Publisher? {
        entries.withLockedValue { entries in
            guard let entry = entries[topic], entry.isReady, entry.publisher.schema.md5 == payload.schema?.fingerprint
            else { return nil }
            entries[topic]?.lastUse = .now()
            return entry.publisher
        }
    }

    func publisher(_ topic: String, _ schema: Schema, _ node: Node) async throws -> Publisher {
        if let known = entries.withLockedValue({ $0[topic] }), known.publisher.schema.md5 == schema.fingerprint {
            return known.publisher
        }
        let publisher = try await node.advertise(topic, as: schema.message)
        entries.withLockedValue { $0[topic] = Entry(publisher: publisher, lastUse: .now()) }
        return publisher
    }

    /// The topic's subscribers are connected.
    func use(_ topic: String) {
        entries.withLockedValue {
            $0[topic]?.lastUse = .now()
            $0[topic]?.isReady = true
        }
    }

    /// Withdraws what was not written for a while.
    func expire() async {
        let old = entries.withLockedValue { entries -> [Publisher] in
            let limit = NIODeadline.now() - PublisherPool.idleTime
            let expired = entries.filter { $0.value.lastUse < limit }
            for topic in expired.keys { entries[topic] = nil }
            return expired.values.map(\.publisher)
        }
        for publisher in old { await publisher.cancel() }
    }
}
