// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// One topic that a node subscribes to: one connection to each publisher, however many listen inside. Confined to the
/// node's event loop, which is what makes it `Sendable`.
final class Subscription: @unchecked Sendable {
    typealias Listener = (IncomingMessage) -> Void

    let topic: String
    let type: String
    let md5: String
    let transport: TopicTransport
    private let node: Node
    /// Who listens, by a token that is kept: another could otherwise have the address, and so the place, of one that was
    /// thrown away.
    private var listeners: [ObjectIdentifier: (token: AnyObject, md5: String, take: Listener)] = [:]
    private var publishers: [String: PublisherLink] = [:]
    private(set) var messagesIn: UInt64 = 0
    private var waiters: [(PublisherConnection) -> Void] = []
    private var isCancelled = false
    /// How many lists of publishers came.
    private(set) var updates: UInt64 = 0

    init(topic: String, type: String, md5: String, transport: TopicTransport, node: Node) {
        self.transport = transport
        self.topic = topic
        self.type = type
        self.md5 = md5
        self.node = node
    }

    var isUnused: Bool { listeners.isEmpty }
    var links: [PublisherLink] { Array(publishers.values) }

    /// Calls `waiter` with a publisher's header, at once when one is connected.
    func whenConnected(_ waiter: @escaping (PublisherConnection) -> Void) {
        if let known = publishers.values.lazy.compactMap(\.connection).first ?? node.publications[topic]?.ownConnection
        {
            waiter(known)
        } else {
            waiters.append(waiter)
        }
    }

    func connected(_ connection: PublisherConnection) {
        let all = waiters
        waiters = []
        for waiter in all { waiter(connection) }
    }

    /// - Parameters:
    ///   - md5: the type that is wanted; `*` for all that comes.
    func add(_ token: AnyObject, md5: String, _ listener: @escaping Listener) {
        listeners[ObjectIdentifier(token)] = (token, md5, listener)
        // Who comes second gets what the first one got when the connection was made.
        var latched = publishers.values.compactMap(\.latched)
        if let own = node.publications[topic]?.latchedMessage { latched.append(own) }
        for message in latched where Subscription.fits(md5, message.connection.md5) { listener(message) }
    }

    private static func fits(_ wanted: String, _ md5: String) -> Bool { wanted == "*" || md5 == "*" || wanted == md5 }

    func remove(_ token: AnyObject) { listeners[ObjectIdentifier(token)] = nil }

    /// The master's list of publishers, always the whole of it; the newest is the truth.
    func update(publishers uris: [String]) {
        guard !isCancelled else { return }
        updates &+= 1
        let wanted = Set(uris)
        for (uri, link) in publishers {
            link.isListed = wanted.contains(uri)
            if link.isListed { link.hasOutlivedMaster = false }
            guard !link.isListed, !link.hasOutlivedMaster else { continue }
            link.cancel()
            publishers[uri] = nil
        }
        for uri in wanted where publishers[uri] == nil && uri != node.uri {
            let link = PublisherLink(uri: uri, subscription: self, node: node)
            publishers[uri] = link
            link.start()
        }
    }

    /// A new master knows none of the publishers that rospy and roscpp never register again: what is connected stays
    /// until it closes by itself.
    func masterChanged() {
        for link in publishers.values where link.connection != nil { link.hasOutlivedMaster = true }
    }

    func drop(_ link: PublisherLink) {
        guard publishers[link.uri] === link else { return }
        link.cancel()
        publishers[link.uri] = nil
    }

    func deliver(_ message: IncomingMessage) {
        messagesIn &+= 1
        node.statistics?.arrived(message, topic: topic, node: node)
        for listener in listeners.values where Subscription.fits(listener.md5, message.connection.md5) {
            listener.take(message)
        }
    }

    func cancel() {
        isCancelled = true
        for link in publishers.values { link.cancel() }
        publishers = [:]
        listeners = [:]
    }
}
