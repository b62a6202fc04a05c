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
    /// The topics that clients offer, however long they are silent.
    private let served = NIOLockedValueBox<[String: [Publisher]]>([:])

    /// A client offers this topic: what is written to it goes this way.
    func serve(_ publisher: Publisher) {
        served.withLockedValue { $0[publisher.topic, default: []].append(publisher) }
    }

    /// The client's offer is over.
    func withdraw(_ publisher: Publisher) async {
        served.withLockedValue { served in
            served[publisher.topic]?.removeAll { $0 === publisher }
            if served[publisher.topic]?.isEmpty == true { served[publisher.topic] = nil }
        }
        await publisher.cancel()
    }

    /// The publisher of a topic that a client offers, or that has been written before, with the same type.
    func ready(_ topic: String, _ payload: Payload) -> Publisher? {
        let offered = served.withLockedValue { $0[topic]?.last }
        if let offered, offered.schema.md5 == payload.schema?.fingerprint { return offered }
        return entries.withLockedValue { entries in
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
