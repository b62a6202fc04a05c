// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import XMLRPC

/// The way to one publisher of a subscribed topic: asks where, connects, reads, and tries again for as long as the
/// master lists the publisher. Confined to the node's event loop.
final class PublisherLink: @unchecked Sendable {
    let uri: String
    private weak var subscription: Subscription?
    private let node: Node
    private(set) var link: Link?
    private(set) var connection: PublisherConnection?
    private var pause = TimeAmount.milliseconds(100)
    private var isCancelled = false
    /// Whether the master's newest list has it.
    var isListed = true
    /// Whether its connection is older than the master, which therefore may not know it.
    var hasOutlivedMaster = false
    /// The last message of a publisher that latches.
    private(set) var latched: IncomingMessage?
    private var retry: Scheduled<Void>?

    init(uri: String, subscription: Subscription, node: Node) {
        self.uri = uri
        self.subscription = subscription
        self.node = node
    }

    func start() {
        guard !isCancelled, let subscription else { return }
        guard let address = XMLRPCClient.address(uri) else {
            return node.logger.warning(
                "a publisher's address is no URI", metadata: ["topic": "\(subscription.topic)", "uri": "\(uri)"])
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
                    let words = answer.array?.dropFirst().first?.string ?? "nothing"
                    return self.tryAgain("requestTopic was answered with \(words)")
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
            let message = IncomingMessage(bytes: body, connection: connection)
            if connection.isLatching { self.latched = message }
            self.subscription?.deliver(message)
        }
        link.onClose = { [weak self] _, error in
            self?.tryAgain(error.map { "\($0)" } ?? "the publisher closed the connection")
        }
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
                    "\(subscription.topic): \(subscription.type) [\(subscription.md5)] was asked for, "
                        + "the publisher sends \(connection.type) [\(connection.md5)]"))
        }
        pause = .milliseconds(100)
        self.connection = connection
        subscription.connected(connection)
    }

    private func tryAgain(_ reason: String) {
        link?.onClose = nil
        link?.close()
        link = nil
        forgetConnection()
        latched = nil
        guard !isCancelled, let subscription else { return }
        guard isListed else { return subscription.drop(self) }
        node.logger.debug(
            "a publisher is tried again",
            metadata: ["topic": "\(subscription.topic)", "uri": "\(uri)", "reason": "\(reason)"])
        retry = node.eventLoop.assumeIsolated().scheduleTask(in: pause) { [weak self] in self?.start() }
        pause = min(pause * 2, .seconds(5))
    }

    private func forgetConnection() {
        if let connection { node.statistics?.forget(connection) }
        connection = nil
    }

    func cancel() {
        isCancelled = true
        retry?.cancel()
        link?.onClose = nil
        link?.close()
        link = nil
        forgetConnection()
    }
}
