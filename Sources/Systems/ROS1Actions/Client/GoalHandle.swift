// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
import ROS1

/// What came of a goal.
public struct GoalOutcome<Result: Sendable>: Sendable {
    /// How it ended, with the server's words.
    public var status: GoalStatus
    /// Its result; servers send one for goals that did not succeed too, often with all fields at their defaults.
    public var result: Result

    /// How it ended.
    public var state: GoalStatus.State { status.state }

    /// The result of a goal that succeeded.
    /// - Throws: ``ActionError`` with `notSucceeded` and the server's words.
    public func get() throws(ActionError) -> Result {
        guard status.state == .succeeded else {
            throw ActionError(
                .notSucceeded, "the goal was \(status.state)" + (status.text.isEmpty ? "" : ": \(status.text)"))
        }
        return result
    }
}

/// A goal that was sent.
public final class GoalHandle<Result: Sendable, Feedback: Sendable>: Sendable {
    private let tracker: GoalTracker
    private let coding: MessageCoding<Result>
    /// The states the goal enters, until it is done. Iterated once.
    public let updates: GoalUpdates
    /// What the server tells meanwhile. Iterated once.
    public let feedback: GoalFeedback<Feedback>

    init(_ tracker: GoalTracker, result: MessageCoding<Result>, feedback: MessageCoding<Feedback>) {
        self.tracker = tracker
        coding = result
        updates = GoalUpdates(tracker: tracker)
        self.feedback = GoalFeedback(tracker: tracker, coding: feedback)
    }

    /// The goal's name and time.
    public var id: GoalID { tracker.id }

    /// How far the goal has come, and what the server said of it last.
    public func progress() async throws -> GoalUpdate {
        let tracker = tracker
        return try await tracker.core.node.eventLoop.submit {
            GoalUpdate(state: tracker.machine.state, status: tracker.machine.status)
        }.get()
    }

    /// Waits for the goal's end. The goal runs on when the wait ends before that; see ``cancel()``.
    ///
    /// - Throws: ``ActionError``: `deadlineExceeded`; `serverLost`, `goalLost`, `resultLost` when nothing more will be
    ///   heard of it; `closed`. `CancellationError`. What the result's coding throws.
    public func result(deadline: NIODeadline) async throws -> GoalOutcome<Result> {
        let tracker = tracker
        let promise = tracker.core.node.eventLoop.makePromise(of: RawOutcome.self)
        let raw = try await withTaskCancellationHandler {
            tracker.core.node.eventLoop.execute { tracker.end(deadline, promise) }
            return try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
        return GoalOutcome(status: raw.status, result: try coding.decode(raw.result))
    }

    /// Asks the server to cancel the goal; it may still end otherwise.
    public func cancel() {
        let tracker = tracker
        tracker.core.node.eventLoop.execute { tracker.cancel() }
    }
}
