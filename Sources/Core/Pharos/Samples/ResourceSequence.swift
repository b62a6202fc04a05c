// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// The resources of an authority: first all there are, then each change as it happens.
///
/// Survives the death of its node like ``SampleSequence``: what differs afterwards comes as a change.
public struct ResourceSequence: AsyncSequence, Sendable {
    /// What appeared, changed and vanished.
    public typealias Element = ResourceChange
    /// What ends the sequence.
    public typealias Failure = PharosError

    let start: @Sendable () async throws(PharosError) -> ResourceFeed

    /// Iterates over the changes; the first holds what is there already.
    public func makeAsyncIterator() -> Iterator { Iterator(start: start) }

    /// The iterator of a ``ResourceSequence``.
    public struct Iterator: AsyncIteratorProtocol {
        private let start: @Sendable () async throws(PharosError) -> ResourceFeed
        private var running: Running?

        init(start: @escaping @Sendable () async throws(PharosError) -> ResourceFeed) { self.start = start }

        /// The next change, or `nil` when the task is cancelled.
        public mutating func next() async throws(PharosError) -> ResourceChange? { try await next(isolation: nil) }

        /// The next change, or `nil` when the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(PharosError) -> ResourceChange? {
            if running == nil {
                if Task.isCancelled { return nil }
                running = Running(try await start())
            }
            return try await running?.feed.next()
        }
    }

    private final class Running: Sendable {
        let feed: ResourceFeed
        init(_ feed: ResourceFeed) { self.feed = feed }
        deinit { feed.cancel() }
    }
}
