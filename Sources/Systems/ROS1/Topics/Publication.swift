// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOCore
import ROSMessages

/// One topic that a node publishes: a bounded queue for each subscriber, the oldest message gives way. Confined to
/// the node's event loop, which is what makes it `Sendable`.
final class Publication: @unchecked Sendable {
    let topic: String
    let schema: MessageSchema
    let isLatching: Bool
    let queueLimit: Int
    let node: Node
    private var subscribers: [ObjectIdentifier: SubscriberLink] = [:]
    /// Those that take it by UDPROS.
    var datagramSubscribers: [ObjectIdentifier: DatagramSubscriber] = [:]
    private var latched: ByteBuffer?
    private(set) var messagesOut: UInt64 = 0
    /// How many publishers of this process stand for it.
    var holders = 0

    init(topic: String, schema: MessageSchema, isLatching: Bool, queueLimit: Int, node: Node) {
        self.topic = topic
        self.schema = schema
        self.isLatching = isLatching
        self.queueLimit = max(1, queueLimit)
        self.node = node
    }

    var links: [SubscriberLink] { Array(subscribers.values) }
    var subscriberCount: Int { subscribers.count + datagramSubscribers.count }

    /// Whether that node is among the subscribers.
    func isSubscribed(by other: String) -> Bool {
        subscribers.values.contains { $0.node == other } || datagramSubscribers.values.contains { $0.offer.node == other }
    }

    /// Sends a serialised message to all subscribers.
    func publish(_ body: ByteBuffer) {
        messagesOut += 1
        if isLatching { latched = body }
        if subscriberCount > 0 {
            let frame = MessageFrame(body)
            for link in subscribers.values { link.send(frame) }
            for subscriber in datagramSubscribers.values { subscriber.send(frame.whole) }
        }
        // Subscriptions of this node are served without a socket.
        node.subscriptions[topic]?.deliver(IncomingMessage(bytes: body, connection: ownConnection))
    }

    /// What is wrong with a subscriber's header; `nil`: nothing.
    func refusal(of header: ConnectionHeader) -> String? {
        guard let md5 = header["md5sum"], header["callerid"] != nil else {
            return "Missing required 'md5sum' or 'callerid' field"
        }
        guard md5 == "*" || md5 == schema.md5 else {
            return "Client [\(header["callerid"] ?? "")] wants topic \(topic) to have datatype/md5sum "
                + "[\(header["type"] ?? "*")/\(md5)], but our version has [\(schema.name)/\(schema.md5)]. "
                + "Dropping connection."
        }
        return nil
    }

    /// A subscriber's header came: it is answered, or told what is wrong and closed.
    func accept(_ link: Link, _ header: ConnectionHeader) {
        if let refusal = refusal(of: header) { return link.refuse(refusal) }
        link.write(ownHeader.serialized())
        let subscriber = SubscriberLink(link, node: header["callerid"] ?? "", queueLimit: queueLimit)
        subscribers[ObjectIdentifier(link)] = subscriber
        link.onWritable = { [weak subscriber] _ in subscriber?.drain() }
        link.onFrame = { _, _, _ in }
        link.onClose = { [weak self] link, _ in self?.subscribers[ObjectIdentifier(link)] = nil }
        if let latched { MessageFrame(latched).write(to: link) }
        link.flush()
    }

    /// The message that newcomers get, when the topic is latched and there is one.
    var latchedMessage: IncomingMessage? { latched.map { IncomingMessage(bytes: $0, connection: ownConnection) } }

    private(set) lazy var ownConnection = PublisherConnection(ownHeader)

    var ownHeader: ConnectionHeader {
        ConnectionHeader([
            "callerid": node.name, "latching": isLatching ? "1" : "0", "md5sum": schema.md5,
            "message_definition": schema.definition, "topic": topic, "type": schema.name.description,
        ])
    }

    func close() {
        node.statistics?.forget(ownConnection)
        for subscriber in subscribers.values { subscriber.link.close() }
        for subscriber in datagramSubscribers.values { subscriber.close() }
        subscribers = [:]
        datagramSubscribers = [:]
    }
}

/// The way to one subscriber of a published topic.
final class SubscriberLink {
    let link: Link
    let node: String
    private let queueLimit: Int
    private var waiting = Deque<MessageFrame>()
    private(set) var dropped: UInt64 = 0

    init(_ link: Link, node: String, queueLimit: Int) {
        self.link = link
        self.node = node
        self.queueLimit = queueLimit
    }

    func send(_ frame: MessageFrame) {
        if waiting.isEmpty, link.isWritable {
            frame.write(to: link)
            link.flushSoon()
            return
        }
        if waiting.count >= queueLimit {
            waiting.removeFirst()
            dropped += 1
        }
        waiting.append(frame)
    }

    func drain() {
        while link.isWritable, let frame = waiting.popFirst() { frame.write(to: link) }
        link.flush()
    }
}
