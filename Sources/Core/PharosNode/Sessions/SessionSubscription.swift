// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire

/// One subscription of one client: its queue, and the way from its source to its session. Confined to the event loop.
final class SessionSubscription: SourceListener {
    let stream: UInt32
    let source: Source
    private(set) var queue: SubscriptionQueue
    private let session: Session

    init(stream: UInt32, source: Source, queue: SubscriptionQueue, session: Session) {
        self.stream = stream
        self.source = source
        self.queue = queue
        self.session = session
    }

    func source(_ source: Source, delivered sample: QueuedSample) {
        if let dropped = queue.pass(sample, isWritable: session.isWritable) {
            send(sample, dropped: dropped, source)
        } else {
            queue.offer(sample)
            drain()
        }
    }

    func source(_ source: Source, failed error: PharosError) {
        session.subscriptionFailed(self, error)
    }

    func grant(_ credit: Credit) {
        queue.grant(credit)
        drain()
    }

    /// Sends what credit and the socket allow.
    func drain() {
        while let (sample, dropped) = queue.next(isWritable: session.isWritable) {
            send(sample, dropped: dropped, source)
        }
    }

    /// A small sample without a history of its own is sent with the bytes that all others send.
    private func send(_ sample: QueuedSample, dropped: UInt32, _ source: Source) {
        if dropped == 0, stream == source.stream, Session.isSmall(sample), let place = source.place(sample) {
            session.send(sample, at: place)
        } else {
            session.send(sample, dropped: dropped, stream: stream)
        }
    }
}
