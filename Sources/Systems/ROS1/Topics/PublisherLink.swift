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
    /// Where its datagrams arrive, if it sends such.
    private(set) var datagrams: DatagramSocket?

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
        guard let size = subscription.transport.datagramSize else { return request(address, [["TCPROS"]]) }
        DatagramSocket.open(host: node.address.bind, eventLoop: node.eventLoop).assumeIsolated().whenComplete {
            result in
            switch result {
            case .success(let socket):
                guard !self.isCancelled else { return socket.close() }
                self.datagrams = socket
                self.request(address, [self.offer(of: size, socket.port), ["TCPROS"]])
            case .failure(let error): self.tryAgain("no socket for datagrams: \(error)")
            }
        }
    }

    private func request(_ address: (host: String, port: Int, path: String), _ protocols: XMLRPCValue) {
        guard let topic = subscription?.topic else { return }
        let client = XMLRPCClient(host: address.host, port: address.port, path: address.path, eventLoop: node.eventLoop)
        client.future(
            "requestTopic", [.string(node.name), .string(topic), protocols], timeout: .seconds(5)
        ).assumeIsolated().whenComplete { result in
            client.close()
            guard !self.isCancelled else { return }
            switch result {
            case .success(let answer):
                guard let parts = answer.array, parts.count == 3, parts[0].int == 1, let place = parts[2].array,
                    place.count >= 3, let host = place[1].string, let port = place[2].int
                else {
                    let words = answer.array?.dropFirst().first?.string ?? "nothing"
                    return self.tryAgain("requestTopic was answered with \(words)")
                }
                switch place[0].string {
                case "TCPROS":
                    self.closeDatagrams()
                    self.connect(host, port)
                case "UDPROS" where self.datagrams != nil: self.listen(place)
                default: self.tryAgain("requestTopic was answered with \(place[0].string ?? "no protocol")")
                }
            case .failure(let error): self.tryAgain("\(error)")
            }
        }
    }

    /// What is asked of a publisher that may send datagrams of that size.
    private func offer(of size: Int, _ port: Int) -> XMLRPCValue {
        // Without the length that stands before a header in a stream.
        var header = ownHeader.serialized()
        header.moveReaderIndex(forwardBy: 4)
        return [
            "UDPROS", .data(Array(header.readableBytesView)), .string(node.address.host), .int(Int32(clamping: port)),
            .int(Int32(clamping: size)),
        ]
    }

    /// The publisher sends datagrams: name, host, port, connection, size, header.
    private func listen(_ place: [XMLRPCValue]) {
        guard place.count >= 6, let number = place[3].int, case .data(let bytes) = place[5],
            let header = try? ConnectionHeader(reading: ByteBuffer(bytes: bytes))
        else { return tryAgain("requestTopic was answered with a UDPROS offer that cannot be read") }
        do throws(ROS1Error) { try take(header) } catch { return tryAgain(error.message) }
        datagrams?.listen(to: UInt32(truncatingIfNeeded: number)) { [weak self] in self?.arrived($0) }
    }

    private func arrived(_ body: ByteBuffer) {
        guard let connection else { return }
        let message = IncomingMessage(bytes: body, connection: connection)
        if connection.isLatching { latched = message }
        subscription?.deliver(message)
    }

    private var ownHeader: ConnectionHeader {
        guard let subscription else { return ConnectionHeader([:]) }
        var header = ConnectionHeader([
            "callerid": node.name, "topic": subscription.topic, "md5sum": subscription.md5, "type": subscription.type,
            "tcp_nodelay": "1",
        ])
        if subscription.md5 == "*" { header["message_definition"] = "" }
        return header
    }

    private func connect(_ host: String, _ port: Int) {
        let link = Link()
        self.link = link
        link.onHeader = { [weak self] link, header in self?.greeted(link, header) }
        link.onFrame = { [weak self] _, _, body in self?.arrived(body) }
        link.onClose = { [weak self] _, error in
            self?.tryAgain(error.map { "\($0)" } ?? "the publisher closed the connection")
        }
        Link.connect(host: host, port: port, header: ownHeader, eventLoop: node.eventLoop, link: link)
            .assumeIsolated().whenFailure { error in
                // A channel that never became active is not heard of again.
                link.onClose = nil
                self.tryAgain("\(host):\(port): \(error)")
            }
    }

    private func greeted(_ link: Link, _ header: ConnectionHeader) {
        do throws(ROS1Error) { try take(header) } catch { link.fail(error) }
    }

    /// The publisher has said what it sends.
    private func take(_ header: ConnectionHeader) throws(ROS1Error) {
        guard let subscription else { throw ROS1Error(.shutDown, "the subscription was ended") }
        if let refusal = header["error"] { throw ROS1Error(.refused, "the publisher refused: \(refusal)") }
        let connection = PublisherConnection(header)
        guard subscription.md5 == "*" || connection.md5 == "*" || connection.md5 == subscription.md5 else {
            throw ROS1Error(
                .typeMismatch,
                "\(subscription.topic): \(subscription.type) [\(subscription.md5)] was asked for, "
                    + "the publisher sends \(connection.type) [\(connection.md5)]")
        }
        pause = .milliseconds(100)
        self.connection = connection
        subscription.connected(connection)
    }

    private func closeDatagrams() {
        datagrams?.close()
        datagrams = nil
    }

    private func tryAgain(_ reason: String) {
        link?.onClose = nil
        link?.close()
        link = nil
        closeDatagrams()
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
        closeDatagrams()
        forgetConnection()
    }
}
