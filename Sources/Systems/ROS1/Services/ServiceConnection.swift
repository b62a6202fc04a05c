// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import XMLRPC

/// One connection to a provider: the header, then calls one after the other. Confined to its event loop.
final class ServiceConnection: @unchecked Sendable {
    private let link = Link()
    let eventLoop: any EventLoop
    private var greeting: EventLoopPromise<ConnectionHeader>?
    private var answer: ServiceClient.Completion?
    private var isClosed = false
    /// Told when the connection is gone.
    var whenClosed: (() -> Void)?
    /// Whether the provider answered a call on it; a fresh connection is trusted, an old one may have gone stale.
    private(set) var hasServed = false

    private init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    var isUsable: Bool { !isClosed && link.isActive && answer == nil }

    /// Connects and exchanges headers.
    static func open(
        uri: String, header: ConnectionHeader, eventLoop: any EventLoop
    ) -> EventLoopFuture<(ServiceConnection, ConnectionHeader)> {
        guard uri.hasPrefix("rosrpc://"),
            let place = XMLRPCClient.address("http://" + uri.dropFirst("rosrpc://".count))
        else {
            return eventLoop.makeFailedFuture(ROS1Error(.malformed, "'\(uri)' is no address of a service"))
        }
        let connection = ServiceConnection(eventLoop: eventLoop)
        let greeting = eventLoop.makePromise(of: ConnectionHeader.self)
        connection.greeting = greeting
        connection.link.expectPrefix()
        connection.link.onHeader = { _, header in
            let waiting = connection.greeting
            connection.greeting = nil
            if let refusal = header["error"] {
                waiting?.fail(ROS1Error(.refused, "the provider refused: \(refusal)"))
            } else {
                waiting?.succeed(header)
            }
        }
        connection.link.onFrame = { _, ok, body in
            let waiting = connection.answer
            connection.answer = nil
            connection.hasServed = true
            if ok != 0 {
                waiting?(.success(body))
            } else {
                waiting?(.failure(ROS1Error(.serviceFailed, "the provider answered: \(String(buffer: body))")))
            }
        }
        connection.link.onClose = { _, error in
            connection.isClosed = true
            let lost = error ?? ROS1Error(.connectionLost, "the provider closed the connection")
            connection.greeting?.fail(lost)
            connection.greeting = nil
            let waiting = connection.answer
            connection.answer = nil
            waiting?(.failure(lost))
            let told = connection.whenClosed
            connection.whenClosed = nil
            told?()
        }
        Link.connect(host: place.host, port: place.port, header: header, eventLoop: eventLoop, link: connection.link)
            .assumeIsolated().whenFailure { error in
                connection.isClosed = true
                connection.greeting?.fail(
                    ROS1Error(.connectionLost, "\(place.host):\(place.port): \(error)", cause: error))
                connection.greeting = nil
            }
        return greeting.futureResult.map { (connection, $0) }
    }

    /// Requests longer than this are written beside their length, not copied behind it.
    private static let copyLimit = 4096

    /// Sends a request; `completion` is told its answer once.
    func call(_ request: ByteBuffer, completion: @escaping ServiceClient.Completion) {
        guard isUsable else {
            return completion(.failure(ROS1Error(.connectionLost, "the connection to the provider is gone")))
        }
        answer = completion
        let isShort = request.readableBytes <= ServiceConnection.copyLimit
        var frame = ByteBufferAllocator().buffer(capacity: 4 + (isShort ? request.readableBytes : 0))
        frame.writeInteger(UInt32(clamping: request.readableBytes), endianness: .little)
        if isShort { frame.writeImmutableBuffer(request) }
        link.write(frame)
        if !isShort { link.write(request) }
        link.flush()
    }

    func close() { link.close() }
}
