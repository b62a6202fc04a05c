// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import DequeModule
import NIOCore
import ROSMessages
import XMLRPC

/// The way to one service: looks its provider up once, keeps connections open, and gives each call one of its own, so
/// that a slow call holds up no other. Confined to the node's event loop, which is what makes it `Sendable`.
final class ServiceClient: @unchecked Sendable {
    /// Told on the loop, exactly once, how a call ended.
    typealias Completion = (Result<ByteBuffer, any Error>) -> Void

    private struct Call {
        let request: ByteBuffer
        let completion: Completion
        var connection: ServiceConnection?
    }

    /// Connections to one provider; further calls wait for one of them.
    private static let maximumConnections = 64
    private static let maximumWaiting = 4096

    let service: String
    private let node: Node
    private let md5: String
    private var uri: String?
    private var calls: [UInt64: Call] = [:]
    private var lastCall: UInt64 = 0
    /// Calls that wait for a connection; those that gave up meanwhile are skipped.
    private var waiting = Deque<UInt64>()
    /// Connections that are kept for the next call, the one used last at the end.
    private var idle: [(connection: ServiceConnection, since: NIODeadline)] = []
    private var tidying: Scheduled<Void>?
    /// How long more than one connection is kept without a call: a burst of calls shall not hold the provider's threads
    /// for ever. The last one stays; it needs no master to be used again.
    private static let idleTime = TimeAmount.seconds(5)
    /// Called when nothing of it is in use or kept.
    var whenUnused: (() -> Void)?
    private var busy: [ObjectIdentifier: ServiceConnection] = [:]
    private var open = 0
    private var isClosed = false
    private lazy var deadlines = DeadlineTable(eventLoop: node.eventLoop) { [weak self] in self?.expire($0) }

    init(service: String, md5: String, node: Node) {
        self.service = service
        self.md5 = md5
        self.node = node
    }

    /// Calls the service; the deadline closes the call's connection, which is the only way to cancel in TCPROS.
    /// - Returns: the call's number, for ``cancel(_:)``.
    func call(_ request: ByteBuffer, deadline: NIODeadline, completion: @escaping Completion) -> UInt64 {
        lastCall += 1
        let number = lastCall
        guard !isClosed else {
            completion(.failure(ROS1Error(.shutDown, "the node was shut down")))
            return number
        }
        calls[number] = Call(request: request, completion: completion)
        deadlines.set(number, deadline)
        connect(number)
        return number
    }

    /// Nobody waits for the call any more.
    func cancel(_ number: UInt64) { abort(number, CancellationError()) }

    /// Gives a call a kept connection, a new one, or a place in the queue.
    private func connect(_ number: UInt64) {
        while let kept = idle.popLast() {
            kept.connection.whenClosed = nil
            if kept.connection.isUsable { return send(number, on: kept.connection) }
            open -= 1
        }
        guard open < ServiceClient.maximumConnections else {
            guard waiting.count < ServiceClient.maximumWaiting else {
                return end(
                    number, .failure(ROS1Error(.busy, "\(waiting.count) calls of \(service) wait already")))
            }
            return waiting.append(number)
        }
        open += 1
        openConnection().assumeIsolated().whenComplete { result in
            switch result {
            case .success(let connection) where self.calls[number] != nil && !self.isClosed:
                self.send(number, on: connection)
            case .success(let connection):
                // Whoever gave up while waiting for a connection must not have the service run after all.
                self.release(connection)
            case .failure(let error):
                self.open -= 1
                self.end(number, .failure(error))
                // Nobody else would wake who waits, when all connections fail at once.
                self.wakeNext()
            }
        }
    }

    private func openConnection() -> EventLoopFuture<ServiceConnection> {
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
            return self.openConnection()
        }.nonisolated()
    }

    private func send(_ number: UInt64, on connection: ServiceConnection) {
        guard let request = calls[number]?.request else { return release(connection) }
        calls[number]?.connection = connection
        busy[ObjectIdentifier(connection)] = connection
        connection.call(request) { result in
            self.release(connection)
            self.end(number, result)
        }
    }

    private func release(_ connection: ServiceConnection) {
        busy[ObjectIdentifier(connection)] = nil
        guard !isClosed else { return connection.close() }
        if connection.isUsable {
            idle.append((connection, .now()))
            connection.whenClosed = { [weak self, weak connection] in
                if let connection { self?.idleClosed(connection) }
            }
            tidyLater()
        } else {
            open -= 1
            // A provider that closed has perhaps moved.
            uri = nil
        }
        wakeNext()
    }

    private func wakeNext() {
        while !isClosed, let next = waiting.popFirst() {
            if calls[next] != nil { return connect(next) }
        }
        considerUnused()
    }

    private func considerUnused() {
        if open <= 0, calls.isEmpty { whenUnused?() }
    }

    /// The provider closed a connection that was not in use; it has perhaps moved.
    private func idleClosed(_ connection: ServiceConnection) {
        guard let index = idle.firstIndex(where: { $0.connection === connection }) else { return }
        idle.remove(at: index)
        open -= 1
        uri = nil
        considerUnused()
    }

    private func tidyLater() {
        guard tidying == nil, idle.count > 1, let oldest = idle.first else { return }
        tidying = node.eventLoop.assumeIsolated().scheduleTask(deadline: oldest.since + ServiceClient.idleTime) {
            [weak self] in self?.tidy()
        }
    }

    /// Closes the connections that were not used for a while.
    private func tidy() {
        tidying = nil
        let limit = NIODeadline.now() - ServiceClient.idleTime
        while idle.count > 1, idle[0].since <= limit {
            let oldest = idle.removeFirst()
            open -= 1
            oldest.connection.close()
        }
        tidyLater()
    }

    private func expire(_ number: UInt64) {
        abort(
            number,
            ROS1Error(.deadlineExceeded, "\(service) did not answer before the deadline; it may still be running"))
    }

    private func abort(_ number: UInt64, _ error: any Error) {
        let connection = calls[number]?.connection
        // The call ends first: closing its connection would end it with a reason of its own.
        end(number, .failure(error))
        connection?.close()
    }

    private func end(_ number: UInt64, _ result: Result<ByteBuffer, any Error>) {
        guard let call = calls.removeValue(forKey: number) else { return }
        deadlines.remove(number)
        call.completion(result)
        considerUnused()
    }

    func close() {
        isClosed = true
        tidying?.cancel()
        whenUnused = nil
        for kept in idle { kept.connection.close() }
        for connection in busy.values { connection.close() }
        (idle, waiting) = ([], [])
        for number in calls.keys { end(number, .failure(ROS1Error(.shutDown, "the node was shut down"))) }
    }
}
