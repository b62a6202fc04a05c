// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
public import PharosModel

/// The samples of a resource as they come: `for try await sample in pharos.watch("ros:/chatter")`.
///
/// Each iteration is a subscription of its own. It survives the death of its node: the node is started again, the
/// stream goes on, and the first sample after the hole says so in ``Sample/gap``. It ends with an error when the
/// resource cannot be watched (any more), and without one when the iterating task is cancelled.
public struct SampleSequence: AsyncSequence, Sendable {
    /// One value of the resource.
    public typealias Element = Sample
    /// What ends the sequence.
    public typealias Failure = PharosError

    let start: @Sendable () async throws(PharosError) -> ClientSubscription

    /// Iterates over the samples; the subscription begins with the first ``next()``.
    public func makeAsyncIterator() -> Iterator { Iterator(start: start) }

    /// The iterator of a ``SampleSequence``.
    public struct Iterator: AsyncIteratorProtocol {
        private let start: @Sendable () async throws(PharosError) -> ClientSubscription
        private var running: Running?
        private var taken = Deque<Sample>()

        init(start: @escaping @Sendable () async throws(PharosError) -> ClientSubscription) { self.start = start }

        /// The next sample, or `nil` at the end.
        public mutating func next() async throws(PharosError) -> Sample? { try await next(isolation: nil) }

        /// The next sample, or `nil` at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(PharosError) -> Sample? {
            if running == nil {
                if Task.isCancelled { return nil }
                running = Running(try await start())
            }
            guard let subscription = running?.subscription else { return nil }
            // What is here needs no wait, not even a call that could.
            if taken.isEmpty { subscription.takeWaiting(&taken) }
            guard taken.isEmpty else { return try subscription.next(of: &taken) }
            return try await subscription.next()
        }
    }

    /// Ends the subscription when the iterator goes away.
    private final class Running: Sendable {
        let subscription: ClientSubscription
        init(_ subscription: ClientSubscription) { self.subscription = subscription }
        deinit { subscription.cancel() }
    }
}
