// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages
import XMLRPC

/// A running subscription; it ends when ``cancel()`` is called.
public final class TopicSubscription: Sendable {
    private let node: Node
    /// The topic's global name.
    public let topic: String

    init(node: Node, topic: String) {
        self.node = node
        self.topic = topic
    }

    /// Ends it; when it was the node's last one of the topic, the master is told.
    public func cancel() async { await node.unsubscribe(self) }

    /// Whether messages of that node arrive. On the node's event loop only.
    package func isConnected(to other: String) -> Bool {
        if other == node.name { return node.publications[topic] != nil }
        return node.subscriptions[topic]?.links.contains { $0.connection?.node == other } ?? false
    }
}

/// A topic that this node publishes; it ends when ``cancel()`` is called.
public final class Publisher: Sendable {
    private let node: Node
    private let publication: Publication
    /// The topic's global name.
    public var topic: String { publication.topic }
    /// The message type.
    public var schema: MessageSchema { publication.schema }

    init(node: Node, publication: Publication) {
        self.node = node
        self.publication = publication
    }

    /// Publishes a serialised message: encoded once, sent to all, never waiting for a slow one. From any thread; on
    /// the node's event loop it is written at once.
    public func publish(_ body: ByteBuffer) {
        if node.eventLoop.inEventLoop {
            publication.publish(body)
        } else {
            node.eventLoop.execute { self.publication.publish(body) }
        }
    }

    /// How many subscribers are connected.
    public func subscriberCount() async -> Int { (try? await node.onLoop { self.publication.subscriberCount }) ?? 0 }

    /// Ends it; when it was the node's last one of the topic, the master is told.
    public func cancel() async { await node.unadvertise(publication) }

    /// Whether that node is among the subscribers. On the node's event loop only.
    package func isConnected(to other: String) -> Bool {
        if other == node.name { return node.subscriptions[topic] != nil }
        return publication.isSubscribed(by: other)
    }
}

extension Node {
    /// Subscribes to a topic.
    ///
    /// - Parameters:
    ///   - topic: the topic's name, resolved and remapped.
    ///   - schema: the expected type; `nil` takes whatever comes, as `rostopic echo` does.
    ///   - transport: how messages shall come; where the node takes the topic already they go on coming as they do.
    ///     Default: by TCP.
    ///   - listener: called on the node's event loop for each message; it must not block.
    public func subscribe(
        _ topic: String, as schema: MessageSchema? = nil, transport: TopicTransport = .stream,
        listener: @escaping @Sendable (IncomingMessage) -> Void
    ) async throws -> TopicSubscription {
        let topic = try resolve(topic)
        let token = TopicSubscription(node: self, topic: topic)
        let registration = try await onLoop { () -> EventLoopFuture<Void>? in
            try self.requirePresence()
            let md5 = schema?.md5 ?? "*"
            if let running = self.subscriptions[topic] {
                guard md5 == "*" || running.md5 == "*" || md5 == running.md5 else {
                    throw ROS1Error(
                        .typeMismatch,
                        "this node takes \(topic) as \(running.type) already; "
                            + "\(schema?.name.description ?? "*") was asked for")
                }
                running.add(token, md5: md5, listener)
                return nil
            }
            let subscription = Subscription(
                topic: topic, type: schema?.name.description ?? "*", md5: md5, transport: transport, node: self)
            self.subscriptions[topic] = subscription
            subscription.add(token, md5: md5, listener)
            return self.registerSubscriber(subscription)
        }
        do { try await settle(registration) } catch {
            await unsubscribe(token)
            throw error
        }
        return token
    }

    func registerSubscriber(_ subscription: Subscription) -> EventLoopFuture<Void> {
        let updates = subscription.updates
        return master.call(
            "registerSubscriber", [.string(subscription.topic), .string(subscription.type), .string(uri)]
        )
        .map { publishers in
            // A list that the master sent meanwhile is newer than its answer.
            if subscription.updates == updates { subscription.update(publishers: publishers.strings ?? []) }
        }
    }

    func unsubscribe(_ token: TopicSubscription) async {
        let topic = token.topic
        let unregistration = try? await onLoop { () -> Unregistration? in
            guard let subscription = self.subscriptions[topic] else { return nil }
            subscription.remove(token)
            guard subscription.isUnused else { return nil }
            subscription.cancel()
            self.subscriptions[topic] = nil
            return self.unregister(
                "unregisterSubscriber", topic, [.string(topic), .string(self.uri)])
        }
        await settle(unregistration ?? nil)
    }

    /// What a publisher of a topic says of itself: type, definition, latching.
    /// - Throws: ``ROS1Error`` with `deadlineExceeded` when no publisher could be connected in time.
    public func publisherConnection(_ topic: String, deadline: NIODeadline) async throws -> PublisherConnection {
        let token = try await subscribe(topic) { _ in }
        let loop = eventLoop
        do {
            let connection = try await loop.flatSubmit { () -> EventLoopFuture<PublisherConnection> in
                let promise = loop.makePromise(of: PublisherConnection.self)
                let timer = loop.assumeIsolated().scheduleTask(deadline: deadline) {
                    promise.fail(
                        ROS1Error(.deadlineExceeded, "no publisher of \(token.topic) could be connected in time"))
                }
                self.subscriptions[token.topic]?.whenConnected { connection in
                    timer.cancel()
                    promise.succeed(connection)
                }
                return promise.futureResult
            }.get()
            await token.cancel()
            return connection
        } catch {
            await token.cancel()
            throw error
        }
    }

    /// Offers a topic.
    ///
    /// - Parameters:
    ///   - topic: the topic's name, resolved and remapped.
    ///   - schema: the message type.
    ///   - latching: whether the last message is given to each new subscriber.
    ///   - queueLimit: messages that may wait for a slow subscriber; the oldest gives way. Default: 100.
    /// - Throws: ``ROS1Error`` with `typeMismatch` when this node publishes it with another type already.
    public func advertise(
        _ topic: String, as schema: MessageSchema, latching: Bool = false, queueLimit: Int = 100
    ) async throws -> Publisher {
        let topic = try resolve(topic)
        let (publication, registration) = try await onLoop { () -> (Publication, EventLoopFuture<Void>?) in
            try self.requirePresence()
            if let running = self.publications[topic] {
                guard running.schema.md5 == schema.md5 else {
                    throw ROS1Error(
                        .typeMismatch, "\(topic) is published as \(running.schema.name), not as \(schema.name)")
                }
                running.holders += 1
                return (running, nil)
            }
            let publication = Publication(
                topic: topic, schema: schema, isLatching: latching, queueLimit: queueLimit, node: self)
            publication.holders = 1
            self.publications[topic] = publication
            return (publication, self.registerPublisher(publication))
        }
        do { try await settle(registration) } catch {
            await unadvertise(publication)
            throw error
        }
        return Publisher(node: self, publication: publication)
    }

    func registerPublisher(_ publication: Publication) -> EventLoopFuture<Void> {
        master.call(
            "registerPublisher",
            [.string(publication.topic), .string(publication.schema.name.description), .string(uri)]
        ).map { _ in }
    }

    func unadvertise(_ publication: Publication) async {
        let unregistration = try? await onLoop { () -> Unregistration? in
            publication.holders -= 1
            guard publication.holders <= 0, self.publications[publication.topic] === publication else { return nil }
            self.publications[publication.topic] = nil
            publication.close()
            return self.unregister(
                "unregisterPublisher", publication.topic,
                [.string(publication.topic), .string(self.uri)])
        }
        await settle(unregistration ?? nil)
    }
}
