// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The client's state machine of one goal, transition for transition that of actionlib: driven by the server's list
/// of goals and by the result. No socket, no clock.
struct GoalMachine {
    private(set) var state = GoalState.waitingForGoalAck
    /// What the server said last.
    private(set) var status: GoalStatus
    private var wasListed = false

    /// What the list of a server means to a goal.
    struct Step: Equatable {
        /// The states that were entered, in order.
        var entered: [GoalState] = []
        /// What the server should not have said.
        var problem: String?
    }

    init(_ goal: GoalID) { status = GoalStatus(goal: goal, state: .pending) }

    /// The server's list came, with what it says of this goal; `nil` when the goal is not in it.
    mutating func listed(_ listed: GoalStatus?) -> Step {
        guard state != .done else { return Step() }
        guard let listed else {
            // Before it is known there it may be on its way, and after it ended the list need not have it. actionlib
            // loses a goal that is cancelled before it was listed once; here it stays on its way.
            guard state != .waitingForGoalAck, state != .waitingForResult, wasListed else { return Step() }
            return lose()
        }
        wasListed = true
        status = listed
        switch GoalMachine.transition(state, listed.state) {
        case .stay: return Step()
        case .invalid:
            return Step(problem: "a goal in state \(state) cannot be \(listed.state)")
        case .through(let states):
            state = states.last ?? state
            return Step(entered: states)
        }
    }

    /// The goal's result came.
    mutating func finished(_ final: GoalStatus) -> Step {
        guard state != .done else { return Step(problem: "a second result came") }
        var step = listed(final)
        state = .done
        step.entered.append(.done)
        return step
    }

    /// The client cancelled it. Ignored where the server is at it already, as in roscpp's actionlib.
    /// - Returns: the step, and whether the server is to be told.
    mutating func cancel() -> (step: Step, mustTell: Bool) {
        switch state {
        case .waitingForGoalAck, .pending, .active, .waitingForCancelAck:
            let isNew = state != .waitingForCancelAck
            state = .waitingForCancelAck
            return (Step(entered: isNew ? [.waitingForCancelAck] : []), true)
        default: return (Step(), false)
        }
    }

    /// Nothing more will be heard of it.
    mutating func lose() -> Step {
        guard state != .done else { return Step() }
        status.state = .lost
        state = .done
        return Step(entered: [.done])
    }

    private enum Transition {
        case stay
        case invalid
        case through([GoalState])
    }

    private static func transition(_ state: GoalState, _ status: GoalStatus.State) -> Transition {
        switch (state, status) {
        case (.waitingForGoalAck, .pending): .through([.pending])
        case (.waitingForGoalAck, .active), (.pending, .active): .through([.active])
        case (.waitingForGoalAck, .rejected), (.waitingForGoalAck, .recalled): .through([.pending, .waitingForResult])
        case (.waitingForGoalAck, .recalling): .through([.pending, .recalling])
        case (.waitingForGoalAck, .preempted), (.pending, .preempted):
            .through([.active, .preempting, .waitingForResult])
        case (.waitingForGoalAck, .succeeded), (.waitingForGoalAck, .aborted), (.pending, .succeeded),
            (.pending, .aborted):
            .through([.active, .waitingForResult])
        case (.waitingForGoalAck, .preempting), (.pending, .preempting): .through([.active, .preempting])

        case (.pending, .pending): .stay
        case (.pending, .rejected), (.waitingForCancelAck, .rejected), (.recalling, .rejected),
            (.recalling, .recalled):
            .through([.waitingForResult])
        case (.pending, .recalling), (.waitingForCancelAck, .recalling): .through([.recalling])
        case (.pending, .recalled), (.waitingForCancelAck, .recalled): .through([.recalling, .waitingForResult])

        case (.active, .active): .stay
        case (.active, .preempted): .through([.preempting, .waitingForResult])
        case (.active, .succeeded), (.active, .aborted): .through([.waitingForResult])
        case (.active, .preempting), (.waitingForCancelAck, .preempting), (.recalling, .preempting):
            .through([.preempting])

        case (.waitingForCancelAck, .pending), (.waitingForCancelAck, .active): .stay
        case (.waitingForCancelAck, .preempted), (.waitingForCancelAck, .succeeded), (.waitingForCancelAck, .aborted),
            (.recalling, .preempted), (.recalling, .succeeded), (.recalling, .aborted):
            .through([.preempting, .waitingForResult])

        case (.recalling, .recalling), (.preempting, .preempting): .stay
        case (.preempting, .preempted), (.preempting, .succeeded), (.preempting, .aborted):
            .through([.waitingForResult])

        case (.waitingForResult, .active), (.waitingForResult, .rejected), (.waitingForResult, .recalled),
            (.waitingForResult, .preempted), (.waitingForResult, .succeeded), (.waitingForResult, .aborted):
            .stay
        default: .invalid
        }
    }
}
