// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// A state that a goal has entered.
public struct GoalUpdate: Sendable, Hashable {
    /// The client's view.
    public var state: GoalState
    /// What the server said last.
    public var status: GoalStatus
}

/// The states that a goal enters, one after the other, until it is done. Iterated once.
public struct GoalUpdates: AsyncSequence, Sendable {
    /// A state and the server's words.
    public typealias Element = GoalUpdate

    let tracker: GoalTracker

    /// Iterates over the states.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let tracker: GoalTracker
        var base: AsyncStream<GoalUpdate>.Iterator

        /// The next state; `nil` when the goal is done or the task was cancelled.
        public mutating func next() async -> GoalUpdate? { await base.next() }
    }

    /// Begins to iterate.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(tracker: tracker, base: tracker.updates.makeAsyncIterator())
    }
}

/// What a server tells while it works on a goal. Iterated once; ends when the goal does.
public struct GoalFeedback<Feedback: Sendable>: AsyncSequence, Sendable {
    /// A message of the action's feedback type.
    public typealias Element = Feedback

    let tracker: GoalTracker
    let coding: MessageCoding<Feedback>

    /// Iterates over the feedback.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let tracker: GoalTracker
        let coding: MessageCoding<Feedback>
        var base: AsyncStream<ByteBuffer>.Iterator

        /// The next feedback; `nil` when the goal is done or the task was cancelled.
        /// - Throws: what the coding throws for bytes that are no such message.
        public mutating func next() async throws -> Feedback? {
            guard let bytes = await base.next() else { return nil }
            return try coding.decode(bytes)
        }
    }

    /// Begins to iterate.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(tracker: tracker, coding: coding, base: tracker.feedback.makeAsyncIterator())
    }
}
