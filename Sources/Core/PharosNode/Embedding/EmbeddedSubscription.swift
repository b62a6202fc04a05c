// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
import PharosModel
package import PharosWire

/// One subscription to an embedded host: the same queue, policy and credit as over a socket. Confined to the host's loop.
package final class EmbeddedSubscription: SourceListener {
    private let source: Source
    private let core: NodeCore
    private var queue: SubscriptionQueue
    private let deliver: (Result<Sample, PharosError>) -> Void
    private var isEnded = false
    private var isDraining = false

    init(
        _ source: Source, core: NodeCore, queue: SubscriptionQueue,
        deliver: @escaping (Result<Sample, PharosError>) -> Void
    ) {
        self.source = source
        self.core = core
        self.queue = queue
        self.deliver = deliver
    }

    /// Begins to deliver; the first sample may come before this returns.
    /// - Parameter pollPeriod: how often a resource without events is read; `nil`: the host's default.
    package func begin(_ pollPeriod: TimeAmount?) { source.add(self, pollPeriod: pollPeriod) }

    func source(_ source: Source, delivered sample: QueuedSample) {
        guard !isEnded else { return }
        queue.offer(sample)
        drain()
    }

    func source(_ source: Source, failed error: PharosError) {
        guard !isEnded else { return }
        cancel()
        deliver(.failure(error))
    }

    /// More may be delivered.
    package func grant(_ credit: Credit) {
        queue.grant(credit)
        drain()
    }

    /// Ends it: nothing is delivered any more.
    package func cancel() {
        guard !isEnded else { return }
        isEnded = true
        source.remove(self)
    }

    /// A receiver that takes a sample pays for it at once, which must not begin another round within this one.
    private func drain() {
        guard !isDraining else { return }
        isDraining = true
        defer { isDraining = false }
        while !isEnded, let (sample, dropped) = queue.next(isWritable: true) {
            deliver(.success(core.sample(sample, dropped: dropped)))
        }
    }
}
