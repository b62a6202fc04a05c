// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import XMLRPC

/// One topic that a node subscribes to: one connection to each publisher, however many listen inside. Confined to the
/// node's event loop, which is what makes it `Sendable`.
final class Subscription: @unchecked Sendable {
    typealias Listener = (IncomingMessage) -> Void

    let topic: String
    let type: String
    let md5: String
    private unowned let node: Node
    private var listeners: [ObjectIdentifier: Listener] = [:]
    private var publishers: [String: PublisherLink] = [:]
    private(set) var messagesIn: UInt64 = 0
    private var waiters: [(PublisherConnection) -> Void] = []

    init(topic: String, type: String, md5: String, node: Node) {
        self.topic = topic
        self.type = type
        self.md5 = md5
        self.node = node
    }

    var isUnused: Bool { listeners.isEmpty }
    var links: [PublisherLink] { Array(publishers.values) }

    /// Calls `waiter` with a publisher's header, at once when one is connected.
    func whenConnected(_ waiter: @escaping (PublisherConnection) -> Void) {
        if let known = publishers.values.lazy.compactMap(\.connection).first { waiter(known) } else {
            waiters.append(waiter)
        }
    }

    func connected(_ connection: PublisherConnection) {
        let all = waiters
        waiters = []
        for waiter in all { waiter(connection) }
    }

    func add(_ token: AnyObject, _ listener: @escaping Listener) {
        listeners[ObjectIdentifier(token)] = listener
    }

    func remove(_ token: AnyObject) { listeners[ObjectIdentifier(token)] = nil }

    /// The master's list of publishers, always the whole of it; the newest is the truth.
    func update(publishers uris: [String]) {
        let wanted = Set(uris)
        for (uri, link) in publishers where !wanted.contains(uri) {
            link.cancel()
            publishers[uri] = nil
        }
        for uri in wanted where publishers[uri] == nil && uri != node.uri {
            let link = PublisherLink(uri: uri, subscription: self, node: node)
            publishers[uri] = link
            link.start()
        }
    }

    func deliver(_ message: IncomingMessage) {
        messagesIn += 1
        for listener in listeners.values { listener(message) }
    }

    func cancel() {
        for link in publishers.values { link.cancel() }
        publishers = [:]
        listeners = [:]
    }
}

/// The way to one publisher of a subscribed topic: asks where, connects, reads, and tries again for as long as the
/// master lists the publisher. Confined to the node's event loop.
final class PublisherLink: @unchecked Sendable {
    let uri: String
    private weak var subscription: Subscription?
    private unowned let node: Node
    private(set) var link: Link?
    private(set) var connection: PublisherConnection?
    private var pause = TimeAmount.milliseconds(100)
    private var isCancelled = false
    private var retry: Scheduled<Void>?

    init(uri: String, subscription: Subscription, node: Node) {
        self.uri = uri
        self.subscription = subscription
        self.node = node
    }

    func start() {
        guard !isCancelled, let subscription else { return }
        guard let address = XMLRPCClient.address(uri) else {
            node.logger.warning("a publisher's address is no URI", metadata: ["topic": "\(subscription.topic)", "uri": "\(uri)"])
            return
        }
        let topic = subscription.topic
        let client = XMLRPCClient(host: address.host, port: address.port, path: address.path, eventLoop: node.eventLoop)
        client.future(
            "requestTopic", [.string(node.name), .string(topic), [["TCPROS"]]], timeout: .seconds(5)
        ).assumeIsolated().whenComplete { result in
            client.close()
            guard !self.isCancelled else { return }
            switch result {
            case .success(let answer):
                guard let parts = answer.array, parts.count == 3, parts[0].int == 1, let place = parts[2].array,
                    place.count >= 3, place[0].string == "TCPROS", let host = place[1].string, let port = place[2].int
                else {
                    return self.tryAgain("requestTopic was answered with \(answer.array?.dropFirst().first?.string ?? "nothing")")
                }
                self.connect(host, port)
            case .failure(let error): self.tryAgain("\(error)")
            }
        }
    }

    private func connect(_ host: String, _ port: Int) {
        guard let subscription else { return }
        var header = ConnectionHeader([
            "callerid": node.name, "topic": subscription.topic, "md5sum": subscription.md5, "type": subscription.type,
            "tcp_nodelay": "1",
        ])
        if subscription.md5 == "*" { header["message_definition"] = "" }
        let link = Link()
        self.link = link
        link.onHeader = { [weak self] link, header in self?.greeted(link, header) }
        link.onFrame = { [weak self] _, _, body in
            guard let self, let connection = self.connection else { return }
            self.subscription?.deliver(IncomingMessage(bytes: body, connection: connection))
        }
        link.onClose = { [weak self] _, error in self?.tryAgain(error.map { "\($0)" } ?? "the publisher closed the connection") }
        Link.connect(host: host, port: port, header: header, eventLoop: node.eventLoop, link: link)
            .assumeIsolated().whenFailure { error in
                // A channel that never became active is not heard of again.
                link.onClose = nil
                self.tryAgain("\(host):\(port): \(error)")
            }
    }

    private func greeted(_ link: Link, _ header: ConnectionHeader) {
        guard let subscription else { return link.close() }
        if let refusal = header["error"] {
            return link.fail(ROS1Error(.refused, "the publisher refused: \(refusal)"))
        }
        let connection = PublisherConnection(header)
        guard subscription.md5 == "*" || connection.md5 == "*" || connection.md5 == subscription.md5 else {
            return link.fail(
                ROS1Error(
                    .typeMismatch,
                    "\(subscription.topic): \(subscription.type) [\(subscription.md5)] was asked for, the publisher sends "
                        + "\(connection.type) [\(connection.md5)]"))
        }
        pause = .milliseconds(100)
        self.connection = connection
        subscription.connected(connection)
    }

    private func tryAgain(_ reason: String) {
        link?.onClose = nil
        link?.close()
        link = nil
        connection = nil
        guard !isCancelled, let subscription else { return }
        node.logger.debug(
            "a publisher is tried again", metadata: ["topic": "\(subscription.topic)", "uri": "\(uri)", "reason": "\(reason)"])
        retry = node.eventLoop.assumeIsolated().scheduleTask(in: pause) { [weak self] in self?.start() }
        pause = min(pause * 2, .seconds(5))
    }

    func cancel() {
        isCancelled = true
        retry?.cancel()
        link?.onClose = nil
        link?.close()
        link = nil
        connection = nil
    }
}
