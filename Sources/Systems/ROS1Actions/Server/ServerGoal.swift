// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import Synchronization

/// A goal in the hands of its server: accepted or rejected, then ended in one of three ways.
///
/// One that is let go of before its end is ended: rejected when it was never accepted, else aborted.
public final class ServerGoal<Goal: Sendable, Result: Sendable, Feedback: Sendable>: Sendable {
    /// The goal's name and time.
    public let id: GoalID
    /// What is asked for.
    public let value: Goal
    private let core: ActionServerCore
    private let result: MessageCoding<Result>
    private let feedback: MessageCoding<Feedback>
    private let cancelAsked = Atomic<Bool>(false)
    private let isEnded = Atomic<Bool>(false)

    init(_ id: GoalID, _ value: Goal, core: ActionServerCore, type: ActionType<Goal, Result, Feedback>) {
        self.id = id
        self.value = value
        self.core = core
        result = type.result
        feedback = type.feedback
    }

    deinit {
        guard !isEnded.load(ordering: .acquiring) else { return }
        let (core, id) = (core, id.id)
        core.node.eventLoop.execute {
            let step: GoalTable.Step = core.status(id)?.state.isBeforeAcceptance == true ? .reject : .abort
            try? core.take(step, id, text: "the server let go of the goal", result: nil)
        }
    }

    /// Whether a client wants it to be ended.
    public var isCancelRequested: Bool { cancelAsked.load(ordering: .acquiring) }

    func askToCancel() { cancelAsked.store(true, ordering: .releasing) }

    /// What the server says of it; `nil` when its end is some time ago.
    public func status() async throws -> GoalStatus? {
        let (core, id) = (core, id.id)
        return try await core.node.eventLoop.submit { core.status(id) }.get()
    }

    /// Begins to work on it.
    /// - Throws: ``ActionError`` with `invalidTransition` unless it is pending or recalling; `closed`.
    public func accept(_ text: String = "") async throws { try await take(.accept, text, nil) }

    /// Refuses it before it was begun.
    /// - Throws: ``ActionError`` with `invalidTransition` unless it is pending or recalling; `closed`.
    public func reject(_ text: String = "", result: Result? = nil) async throws {
        try await take(.reject, text, result)
    }

    /// It is reached.
    /// - Throws: ``ActionError`` with `invalidTransition` unless it is active or preempting; `closed`.
    public func succeed(_ result: Result, _ text: String = "") async throws { try await take(.succeed, text, result) }

    /// It is given up.
    /// - Throws: ``ActionError`` with `invalidTransition` unless it is active or preempting; `closed`.
    public func abort(_ text: String = "", result: Result? = nil) async throws { try await take(.abort, text, result) }

    /// It is ended because that was asked for, or because the server turns to another one: recalled when it was not
    /// begun, else preempted.
    /// - Throws: ``ActionError`` with `invalidTransition` when it has ended; `closed`.
    public func cancel(_ text: String = "", result: Result? = nil) async throws {
        try await take(.cancel, text, result)
    }

    /// Tells its clients how it goes on.
    /// - Throws: ``ActionError`` with `closed`; what the feedback's coding throws.
    public func publish(_ feedback: Feedback) async throws {
        let (core, id) = (core, id.id)
        let body = try self.feedback.encode(feedback)
        try await core.node.eventLoop.submit { try core.publishFeedback(id, body) }.get()
    }

    private func take(_ step: GoalTable.Step, _ text: String, _ result: Result?) async throws {
        let body = try result.map(self.result.encode)
        try await core.node.eventLoop.submit { try self.take(step, text, body) }.get()
    }

    /// On the loop.
    func take(_ step: GoalTable.Step, _ text: String, _ body: ByteBuffer?) throws(ActionError) {
        try core.take(step, id.id, text: text, result: body)
        if step != .accept { isEnded.store(true, ordering: .releasing) }
    }
}

extension GoalStatus.State {
    fileprivate var isBeforeAcceptance: Bool { self == .pending || self == .recalling }
}
