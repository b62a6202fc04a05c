// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosWire
import RosBag

/// Offers the topics of a bag to an authority.
struct Stage: Sendable {
    let pharos: Pharos
    let authority: String
    /// Stands before every topic's name.
    let prefix: String

    /// One topic as it is offered; connections of one type share it.
    private struct Topic {
        var name: String
        var type: String
        var md5: String
        var definition: String
        var isLatching: Bool
        var connections: [UInt32]
    }

    /// Offers the topics of these connections for as long as `body` runs.
    ///
    /// What cannot be offered is told and left out: a connection without definition, or whose definition is not that
    /// of its fingerprint.
    func offer(
        _ connections: [BagConnection], clock: Bool,
        _ body: ([UInt32: TopicPublisher], TopicPublisher?) async throws -> Void
    ) async throws {
        var topics: [Topic] = []
        for connection in connections {
            let name = prefix + connection.topic
            if let known = topics.firstIndex(where: { $0.name == name && $0.md5 == connection.md5 }) {
                topics[known].connections.append(connection.id)
                topics[known].isLatching = topics[known].isLatching || connection.isLatching
            } else {
                topics.append(
                    Topic(
                        name: name, type: connection.type, md5: connection.md5, definition: connection.definition,
                        isLatching: connection.isLatching, connections: [connection.id]))
            }
        }
        if clock {
            topics.append(
                Topic(
                    name: "/clock", type: "rosgraph_msgs/Clock", md5: "a9c97c1d230cfc112e270351a944ee47",
                    definition: "time clock\n", isLatching: false, connections: []))
        }
        try await offer(topics[...], [:], nil, body)
    }

    private func offer(
        _ topics: ArraySlice<Topic>, _ publishers: [UInt32: TopicPublisher], _ clock: TopicPublisher?,
        _ body: ([UInt32: TopicPublisher], TopicPublisher?) async throws -> Void
    ) async throws {
        guard let topic = topics.first else { return try await body(publishers, clock) }
        let rest = topics.dropFirst()
        let schema: Schema
        do throws(PharosError) {
            schema = try Stage.schema(topic)
        } catch {
            StandardError.print("pharos: \(topic.name) is left out: \(error.message)")
            return try await offer(rest, publishers, clock, body)
        }
        try await pharos.publishing(
            TopicSelection.name(authority, topic.name), schema: schema, isLatching: topic.isLatching
        ) { publisher in
            var publishers = publishers
            for connection in topic.connections { publishers[connection] = publisher }
            try await offer(rest, publishers, topic.connections.isEmpty ? publisher : clock, body)
        }
    }

    private static func schema(_ topic: Topic) throws(PharosError) -> Schema {
        let schema = try Schema(encoding: .ros1, type: topic.type, definition: topic.definition)
        guard schema.fingerprint == topic.md5 || topic.md5 == "*" else {
            throw PharosError(
                .invalidValue, "its definition of \(topic.type) has the md5 \(schema.fingerprint), its connection says \(topic.md5)")
        }
        return schema
    }
}
