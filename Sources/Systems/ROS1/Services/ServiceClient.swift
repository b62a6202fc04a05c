// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOCore
import ROSMessages
import XMLRPC

/// The way to one service: looks its provider up once, keeps connections open, and gives each call one of its own, so
/// that a slow call holds up no other. Confined to the node's event loop, which is what makes it `Sendable`.
final class ServiceClient: @unchecked Sendable {
    private struct Running {
        var connection: ServiceConnection?
        var isExpired = false
    }

    /// Connections to one provider; further calls wait for one of them.
    private static let maximumConnections = 64
    private static let maximumWaiting = 4096

    let service: String
    private let node: Node
    private let md5: String
    private var uri: String?
    private var idle: [ServiceConnection] = []
    private var open = 0
    private var waiting = Deque<EventLoopPromise<ServiceConnection>>()
    private var busy: [ObjectIdentifier: ServiceConnection] = [:]
    private var isClosed = false

    init(service: String, md5: String, node: Node) {
        self.service = service
        self.md5 = md5
        self.node = node
    }

    /// Calls the service; the deadline closes the call's connection, which is the only way to cancel in TCPROS.
    func call(_ request: ByteBuffer, deadline: NIODeadline) -> EventLoopFuture<ByteBuffer> {
        let promise = node.eventLoop.makePromise(of: ByteBuffer.self)
        let running = NIOLoopBoundBox(Running(), eventLoop: node.eventLoop)
        let timer = node.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            promise.fail(
                ROS1Error(
                    .deadlineExceeded, "\(self.service) did not answer before the deadline; it may still be running"))
            running.value.isExpired = true
            running.value.connection?.close()
        }
        begin(request, running).assumeIsolated().whenComplete { result in
            timer.cancel()
            promise.completeWith(result)
        }
        return promise.futureResult
    }

    private func begin(
        _ request: ByteBuffer, _ running: NIOLoopBoundBox<Running>
    ) -> EventLoopFuture<ByteBuffer> {
        connection().assumeIsolated().flatMap { connection -> EventLoopFuture<ByteBuffer> in
            // Whoever gave up while waiting for a connection must not have the service run after all.
            guard !running.value.isExpired else {
                self.done(connection)
                return connection.eventLoop.makeFailedFuture(
                    ROS1Error(.deadlineExceeded, "\(self.service) was not called before the deadline"))
            }
            running.value.connection = connection
            return connection.call(request).assumeIsolated().always { _ in self.done(connection) }.nonisolated()
        }.nonisolated()
    }

    private func connection() -> EventLoopFuture<ServiceConnection> {
        guard !isClosed else { return node.eventLoop.makeFailedFuture(ROS1Error(.shutDown, "the node was shut down")) }
        while let kept = idle.popLast() {
            if kept.isUsable {
                busy[ObjectIdentifier(kept)] = kept
                return node.eventLoop.makeSucceededFuture(kept)
            }
            open -= 1
        }
        guard open < ServiceClient.maximumConnections else {
            guard waiting.count < ServiceClient.maximumWaiting else {
                return node.eventLoop.makeFailedFuture(
                    ROS1Error(.busy, "\(waiting.count) calls of \(service) wait already"))
            }
            let promise = node.eventLoop.makePromise(of: ServiceConnection.self)
            waiting.append(promise)
            return promise.futureResult
        }
        open += 1
        return connect().assumeIsolated().flatMapThrowing { connection in
            guard !self.isClosed else {
                connection.close()
                throw ROS1Error(.shutDown, "the node was shut down")
            }
            self.busy[ObjectIdentifier(connection)] = connection
            return connection
        }.flatMapErrorThrowing { error in
            self.open -= 1
            // Nobody else would wake who waits, when all connections fail at once.
            self.wakeNext()
            throw error
        }.nonisolated()
    }

    private func connect() -> EventLoopFuture<ServiceConnection> {
        let header = ConnectionHeader([
            "callerid": node.name, "service": service, "md5sum": md5, "persistent": "1", "tcp_nodelay": "1",
        ])
        let loop = node.eventLoop
        let known = uri
        let place = known.map { loop.makeSucceededFuture($0) } ?? node.lookupService(service)
        return place.assumeIsolated().flatMap { uri -> EventLoopFuture<ServiceConnection> in
            self.uri = uri
            return ServiceConnection.open(uri: uri, header: header, eventLoop: loop).map { $0.0 }
        }.flatMapError { error -> EventLoopFuture<ServiceConnection> in
            self.uri = nil
            // The provider may have moved since it was looked up; nothing of the call was sent yet.
            let code = (error as? ROS1Error)?.code
            guard known != nil, code == .connectionLost || code == .refused else {
                return loop.makeFailedFuture(error)
            }
            return self.connect()
        }.nonisolated()
    }

    private func done(_ connection: ServiceConnection) {
        busy[ObjectIdentifier(connection)] = nil
        guard !isClosed else { return connection.close() }
        guard connection.isUsable else {
            open -= 1
            // A provider that closed has perhaps moved.
            uri = nil
            return wakeNext()
        }
        idle.append(connection)
        wakeNext()
    }

    private func wakeNext() {
        guard !isClosed, let next = waiting.popFirst() else { return }
        connection().cascade(to: next)
    }

    /// Whether nothing of it is in use or kept.
    var isUnused: Bool { open <= 0 && waiting.isEmpty }

    func close() {
        isClosed = true
        for connection in idle { connection.close() }
        for connection in busy.values { connection.close() }
        let abandoned = waiting
        (idle, busy, waiting) = ([], [:], [])
        for promise in abandoned { promise.fail(ROS1Error(.shutDown, "the node was shut down")) }
    }
}
