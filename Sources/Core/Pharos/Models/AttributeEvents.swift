// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
public import PharosModel

/// The events of an attribute as they come: `for try await event in attribute.events()`.
///
/// Each iteration listens by itself; listeners of one attribute share one subscription towards its system. It survives
/// the death of its node, ends with an error when the attribute can never be watched (any more), and without one when the
/// iterating task is cancelled.
public struct AttributeEvents: AsyncSequence, Sendable {
    /// What happened.
    public typealias Element = AttributeEvent
    /// What ends the sequence.
    public typealias Failure = PharosError

    let attribute: Attribute
    let period: Duration?
    let limit: Int

    /// Iterates over the events.
    public func makeAsyncIterator() -> Iterator { Iterator(events: self) }

    /// The iterator of ``AttributeEvents``.
    public struct Iterator: AsyncIteratorProtocol {
        private let events: AttributeEvents
        private var running: Running?

        init(events: AttributeEvents) { self.events = events }

        /// The next event, or `nil` when the task is cancelled.
        public mutating func next() async throws(PharosError) -> AttributeEvent? { try await next(isolation: nil) }

        /// The next event, or `nil` when the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(PharosError) -> AttributeEvent? {
            if running == nil {
                if Task.isCancelled { return nil }
                running = Running(events)
            }
            return try await running?.listener.next()
        }
    }

    private final class Running: Sendable {
        let listener: AttributeListener
        init(_ events: AttributeEvents) {
            listener = AttributeListener(events)
            listener.start()
        }
        deinit { listener.cancel() }
    }
}
