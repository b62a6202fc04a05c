// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import XMLRPC

/// Subscribers that take a topic by UDPROS (http://wiki.ros.org/ROS/UDPROS), as roscpp's do when they are told to.
extension Publication {
    /// More are given the topic by TCP: whom datagrams are sent to is only what was asked for.
    static let maximumDatagramSubscribers = 64

    /// Answers a subscriber that asked for datagrams: name, header, host, port, size.
    /// - Returns: requestTopic's answer; `nil` when it had better take the topic another way.
    func offerDatagrams(_ wish: [XMLRPCValue]) -> EventLoopFuture<XMLRPCValue>? {
        guard wish.count >= 5, case .data(let bytes) = wish[1], let host = wish[2].string, !host.isEmpty,
            let port = wish[3].int, (1...65_535).contains(port), let size = wish[4].int, size >= 64,
            let header = try? ConnectionHeader(reading: ByteBuffer(bytes: bytes)),
            datagramSubscribers.count < Publication.maximumDatagramSubscribers
        else { return nil }
        if let refusal = refusal(of: header) { return node.eventLoop.makeSucceededFuture([0, .string(refusal), 0]) }
        let offer = DatagramOffer(
            node: header["callerid"] ?? "", host: host, port: port, size: min(65_507, size))
        // Who asks again does not listen where it did before.
        for subscriber in datagramSubscribers.values where subscriber.offer.node == offer.node { subscriber.close() }
        // Drawn, so that nobody who merely guesses is heard.
        let subscriber = DatagramSubscriber(
            offer, connection: .random(in: 1...UInt32(Int32.max)), eventLoop: node.eventLoop
        ) { [weak self] in self?.datagramSubscribers[ObjectIdentifier($0)] = nil }
        return subscriber.open().map { self.accept(subscriber) }.recover { error in
            [0, .string("datagrams cannot be sent to \(host):\(port): \(error)"), 0]
        }
    }

    private func accept(_ subscriber: DatagramSubscriber) -> XMLRPCValue {
        guard node.publications[topic] === self else {
            subscriber.close()
            return [-1, .string("Not a publisher of [\(topic)]"), 0]
        }
        datagramSubscribers[ObjectIdentifier(subscriber)] = subscriber
        if let latchedMessage { subscriber.send(MessageFrame(latchedMessage.bytes).whole) }
        // Without the length that stands before a header in a stream.
        var header = ownHeader.serialized()
        header.moveReaderIndex(forwardBy: 4)
        let host = node.address.host
        return [
            1, .string("ready on \(host):\(subscriber.port)"),
            [
                "UDPROS", .string(host), .int(Int32(clamping: subscriber.port)),
                .int(Int32(bitPattern: subscriber.connection)), .int(Int32(clamping: subscriber.offer.size)),
                .data(Array(header.readableBytesView)),
            ],
        ]
    }
}
