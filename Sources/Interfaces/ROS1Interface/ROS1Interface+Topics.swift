// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
public import NIOCore
public import PharosModel
public import PharosNode
import ROS1
import ROSMessages

/// Reading and watching topics.
extension ROS1Interface {
    /// Begins to deliver a topic's messages or a parameter's changes.
    public func subscribe(
        _ reference: ResourceReference, sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        let node = try await connection.node()
        // A topic that nobody publishes yet is waited for, as rostopic does.
        let role = role(reference, preferring: [.topic, .parameter]) ?? .topic
        do {
            switch role {
            case .parameter: return try await watchParameter(reference, node, sink)
            case .topic: return TopicWatch(try await watchTopic(reference, node, sink))
            default:
                throw PharosError(.unsupported, "a \(role) has no values to watch; call it", resource: reference.path)
            }
        } catch {
            throw PharosError.ros(error, reference.path)
        }
    }

    private func watchTopic(
        _ reference: ResourceReference, _ node: Node, _ sink: SampleSink
    ) async throws -> TopicSubscription {
        let converter = MessageConverter(definitions, context.logger, topic: reference.path)
        return try await node.subscribe(reference.path) { message in
            guard let sample = converter.sample(message) else { return }
            sink.send(sample)
        }
    }

    private struct TopicWatch: InterfaceSubscription {
        let subscription: TopicSubscription
        init(_ subscription: TopicSubscription) { self.subscription = subscription }
        func cancel() async { await subscription.cancel() }
    }

    /// The value of a parameter; topics only push, so the runtime waits for their next message.
    public func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        // The master knows best: an empty dictionary is a parameter, but stands in no list of names.
        if reference.role == .parameter { return try await readParameter(reference, deadline) }
        switch try await existingRole(reference, preferring: [.topic, .parameter, .service, .action]) {
        case .parameter: return try await readParameter(reference, deadline)
        case .topic: throw PharosError(.unsupported, "topics push", resource: reference.path)
        case let role:
            throw PharosError(.invalidName, "it has no value to read, being of role \(role)", resource: reference.path)
        }
    }

    /// Publishes on a topic or sets a parameter.
    public func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        do {
            if reference.role == .parameter { return try await writeParameter(reference, payload, deadline) }
            if let known = publishers.ready(reference.path, payload) { return known.publish(payload.bytes) }
            switch try await existingRole(reference, preferring: [.topic, .parameter]) {
            case .parameter: try await writeParameter(reference, payload, deadline)
            default: try await publish(reference, payload, deadline)
            }
        } catch {
            throw PharosError.ros(error, reference.path)
        }
    }

    private func publish(_ reference: ResourceReference, _ payload: Payload, _ deadline: NIODeadline) async throws {
        guard let schema = payload.schema else {
            throw PharosError(
                .invalidValue, "a message needs its type's encoding; describe the topic first", resource: reference.path)
        }
        let node = try await connection.node()
        let publisher = try await publishers.publisher(reference.path, schema, node)
        // Who subscribes already is told of us by the master and connects: a message that is sent before is lost.
        let expected = graph.withLockedValue { $0.state.subscribers[reference.path]?.count ?? 0 }
        let limit = min(deadline, .now() + .seconds(3))
        while await publisher.subscriberCount() < expected, NIODeadline.now() < limit {
            try await Task.sleep(for: .milliseconds(5))
        }
        publishers.use(reference.path)
        publisher.publish(payload.bytes)
    }
}

/// Messages to samples: the type from the connection's header, the time from the message's own header. Used on the
/// event loop only.
final class MessageConverter: @unchecked Sendable {
    private let definitions: Definitions
    private let topic: String
    private var known: (connection: PublisherConnection, schema: Schema, hasStamp: Bool)?
    private let complain: (String) -> Void
    private var unusable: PublisherConnection?

    init(_ definitions: Definitions, _ logger: Logger, topic: String) {
        self.definitions = definitions
        self.topic = topic
        complain = { logger.warning("a publisher's definition is unusable", metadata: ["topic": "\(topic)", "error": "\($0)"]) }
    }

    func sample(_ message: IncomingMessage) -> SourceSample? {
        let connection = message.connection
        if unusable === connection { return nil }
        if known?.connection !== connection {
            do {
                let schema = try definitions.message(
                    type: connection.type, md5: connection.md5, definition: connection.definition)
                let first = schema.message.fields.first
                var hasStamp = false
                if case .message(let header)? = first?.type { hasStamp = header.name.description == "std_msgs/Header" }
                known = (connection, schema, hasStamp)
            } catch {
                unusable = connection
                complain("\(connection.node): \(error)")
                return nil
            }
        }
        guard let known else { return nil }
        return SourceSample(
            Payload(message.bytes, as: known.schema), timestamp: known.hasStamp ? stamp(message.bytes) : .now,
            isRetained: connection.isLatching)
    }

    /// `seq` has four bytes, then comes the stamp; a stamp of zero says nothing.
    private func stamp(_ bytes: ByteBuffer) -> Timestamp {
        guard
            let seconds = bytes.getInteger(at: bytes.readerIndex + 4, endianness: .little, as: UInt32.self),
            let nanoseconds = bytes.getInteger(at: bytes.readerIndex + 8, endianness: .little, as: UInt32.self),
            seconds != 0 || nanoseconds != 0
        else { return .now }
        return Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000 + Int64(nanoseconds))
    }
}
