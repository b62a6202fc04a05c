// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import XMLRPC

/// Tells one node, one notification at a time and in order; of several with one key only the newest is sent.
///
/// Every node has its own: one that never answers holds up nobody else. Confined to its event loop.
final class SlaveNotifier {
    /// How many notifications may wait for one node; the oldest is dropped beyond that.
    static let maximumWaiting = 10_000

    private let client: XMLRPCClient?
    private let loop: any EventLoop
    private let deadline: TimeAmount
    private let answered: (Notification, XMLRPCValue) -> Void
    private let drained: () -> Void
    private(set) var waiting: [Notification] = []
    private(set) var isBusy = false

    init(
        uri: String, loop: any EventLoop, deadline: TimeAmount,
        answered: @escaping (Notification, XMLRPCValue) -> Void, drained: @escaping () -> Void
    ) {
        client = XMLRPCClient.address(uri).map {
            XMLRPCClient(host: $0.host, port: $0.port, path: $0.path, eventLoop: loop)
        }
        self.loop = loop
        self.deadline = deadline
        self.answered = answered
        self.drained = drained
    }

    func send(_ notification: Notification) {
        // Moved to the end, not replaced in place: updates of other keys in between may contain this one.
        waiting.removeAll { $0.key == notification.key }
        if waiting.count >= SlaveNotifier.maximumWaiting { waiting.removeFirst() }
        waiting.append(notification)
        next()
    }

    private func next() {
        guard !isBusy else { return }
        guard let client, !waiting.isEmpty else {
            waiting = []
            return drained()
        }
        isBusy = true
        let notification = waiting.removeFirst()
        client.future(notification.method, notification.parameters, timeout: deadline)
            .assumeIsolated()
            .whenComplete { result in
                self.isBusy = false
                // A node that does not answer is not told again: it may be gone; what waits for it is tried.
                if case .success(let answer) = result { self.answered(notification, answer) }
                self.next()
            }
    }

    func close() { client?.close() }
}
