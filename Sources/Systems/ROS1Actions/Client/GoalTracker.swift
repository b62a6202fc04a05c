// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import ROS1
import ROSMessages

/// What came of a goal, its result still in bytes.
struct RawOutcome: Sendable {
    var status: GoalStatus
    var result: ByteBuffer
}

/// One goal that a client has sent. Lives as long as somebody holds its handle or one of its streams; confined to the
/// node's event loop, which is what makes it `Sendable`.
final class GoalTracker: @unchecked Sendable {
    let id: GoalID
    let core: ActionClientCore
    let updates: AsyncStream<GoalUpdate>
    let feedback: AsyncStream<ByteBuffer>
    private let updateSink: AsyncStream<GoalUpdate>.Continuation
    private let feedbackSink: AsyncStream<ByteBuffer>.Continuation
    private(set) var machine: GoalMachine
    private var outcome: Result<RawOutcome, ActionError>?
    private var waiters: [UInt64: EventLoopPromise<RawOutcome>] = [:]
    private var nextWaiter: UInt64 = 0
    /// Since when the server's lists should have had it and did not.
    private var missingSince: NIODeadline?
    private let sentAt = NIODeadline.now()

    init(_ id: GoalID, core: ActionClientCore, feedbackLimit: Int) {
        self.id = id
        self.core = core
        machine = GoalMachine(id)
        (updates, updateSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
        (feedback, feedbackSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(max(1, feedbackLimit)))
    }

    var isDone: Bool { machine.state == .done }

    // MARK: What the server says

    func listed(_ statuses: [String: GoalStatus], _ now: NIODeadline) {
        guard !isDone else { return }
        let own = statuses[id.id]
        take(machine.listed(own))
        if isDone {
            return conclude(
                .failure(
                    ActionError(
                        .goalLost,
                        "the server of \(core.action) does not list goal \(id.id) any more: it was started again, or "
                            + "another one took its name")))
        }
        missingSince = own == nil ? missingSince ?? now : nil
        // actionlib would wait for ever where a goal or a result got lost on the way.
        guard let since = missingSince, let limit = core.serverTimeout, now - since > limit else { return }
        if machine.state != .waitingForResult {
            lose(ActionError(.goalLost, "the server of \(core.action) did not list goal \(id.id) after it was sent"))
        } else {
            lose(
                ActionError(
                    .resultLost, "goal \(id.id) of \(core.action) ended as \(machine.status.state), without its result")
            )
        }
    }

    func finished(_ status: GoalStatus, _ result: ByteBuffer) {
        guard !isDone else { return }
        take(machine.finished(status))
        conclude(.success(RawOutcome(status: status, result: result)))
    }

    func told(_ body: ByteBuffer) {
        guard !isDone else { return }
        feedbackSink.yield(body)
    }

    /// Since when nothing proves that the server is there.
    func silence(since lastStatus: NIODeadline?) -> NIODeadline { max(sentAt, lastStatus ?? sentAt) }

    func lose(_ error: ActionError) {
        guard !isDone else { return }
        take(machine.lose())
        conclude(.failure(error))
    }

    // MARK: What the client asks

    func cancel() {
        let (step, mustTell) = machine.cancel()
        if mustTell { core.publishCancel(GoalID(id: id.id, stamp: .init(secs: 0, nsecs: 0))) }
        take(step)
    }

    /// The end of the goal; a failed future when it has none before the deadline. On the loop.
    func end(_ deadline: NIODeadline, _ promise: EventLoopPromise<RawOutcome>) {
        if let outcome { return promise.completeWith(outcome.mapError { $0 as any Error }) }
        nextWaiter += 1
        let number = nextWaiter
        waiters[number] = promise
        let timer = core.node.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            promise.fail(
                ActionError(
                    .deadlineExceeded,
                    "goal \(self.id.id) of \(self.core.action) is still \(self.machine.state); cancel it or wait on"))
        }
        promise.futureResult.assumeIsolated().whenComplete { _ in
            timer.cancel()
            self.waiters[number] = nil
        }
    }

    // MARK: Consequences

    private func take(_ step: GoalMachine.Step) {
        for state in step.entered { updateSink.yield(GoalUpdate(state: state, status: machine.status)) }
        if let problem = step.problem {
            core.node.logger.warning(
                "an action server contradicts itself", metadata: ["goal": "\(id.id)", "problem": "\(problem)"])
        }
    }

    private func conclude(_ outcome: Result<RawOutcome, ActionError>) {
        self.outcome = outcome
        updateSink.finish()
        feedbackSink.finish()
        let waiting = waiters
        waiters = [:]
        for waiter in waiting.values { waiter.completeWith(outcome.mapError { $0 as any Error }) }
    }
}
