// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// The goals of a server and how far each has come, with actionlib's rules (http://wiki.ros.org/actionlib/DetailedDescription).
/// No socket; the time is given.
struct GoalTable {
    /// What became of a goal that came.
    enum Arrival: Equatable {
        /// It is new: the server decides.
        case new(GoalID)
        /// It came before, or cannot be taken; nothing follows.
        case known
        /// It was cancelled before it came.
        case cancelled(GoalStatus)
        /// There are too many.
        case refused(GoalStatus)
    }

    /// What a server does with a goal.
    enum Step: String, Sendable {
        case accept, reject, cancel, abort, succeed
    }

    private struct Entry {
        var status: GoalStatus
        /// From when on it need not be listed; `nil` while the server has it in hand.
        var forgettable: NIODeadline?
    }

    /// How long goals are listed after their end.
    let listTime: TimeAmount
    /// How many goals are listed at most.
    let limit: Int
    private var order: [String] = []
    private var entries: [String: Entry] = [:]
    private var lastCancel = ROSTime(secs: 0, nsecs: 0)

    init(listTime: TimeAmount, limit: Int) {
        self.listTime = listTime
        self.limit = limit
    }

    /// The longest name of a goal that is taken.
    static let maximumIDLength = 4096
    private static let never = ROSTime(secs: 0, nsecs: 0)

    /// A goal came.
    /// - Parameter own: the name that it gets when its client gave none.
    mutating func arrived(_ goal: GoalID, own: @autoclosure () -> GoalID, now: ROSTime, at time: NIODeadline) -> Arrival
    {
        var goal = goal
        if goal.id.isEmpty { goal.id = own().id }
        if goal.stamp == GoalTable.never { goal.stamp = now }
        guard goal.id.utf8.count <= GoalTable.maximumIDLength else { return .known }
        if var known = entries[goal.id] {
            defer { entries[goal.id] = known }
            if known.forgettable != nil { known.forgettable = time + listTime }
            guard known.status.state == .recalling, known.forgettable != nil else { return .known }
            // The cancellation came before the goal.
            known.status.state = .recalled
            return .cancelled(known.status)
        }
        guard entries.count < limit else {
            return .refused(
                GoalStatus(goal: goal, state: .rejected, text: "the server has \(limit) goals to list already"))
        }
        order.append(goal.id)
        if goal.stamp != GoalTable.never, goal.stamp.nanoseconds <= lastCancel.nanoseconds {
            let status = GoalStatus(
                goal: goal, state: .recalled,
                text: "it was asked for before the time up to which goals were cancelled")
            entries[goal.id] = Entry(status: status, forgettable: time + listTime)
            return .cancelled(status)
        }
        entries[goal.id] = Entry(status: GoalStatus(goal: goal, state: .pending))
        return .new(goal)
    }

    /// A cancellation came.
    /// - Returns: the goals that the server shall end.
    mutating func cancelled(_ cancel: GoalID, at time: NIODeadline) -> [GoalID] {
        var asked: [GoalID] = []
        let isTimed = cancel.stamp != GoalTable.never
        for id in order {
            guard var entry = entries[id] else { continue }
            let isMeant =
                id == cancel.id || (cancel.id.isEmpty && !isTimed)
                || (isTimed && entry.status.goal.stamp.nanoseconds <= cancel.stamp.nanoseconds)
            guard isMeant else { continue }
            switch entry.status.state {
            case .pending: entry.status.state = .recalling
            case .active: entry.status.state = .preempting
            default: continue
            }
            entries[id] = entry
            asked.append(entry.status.goal)
        }
        if !cancel.id.isEmpty, entries[cancel.id] == nil, entries.count < limit,
            cancel.id.utf8.count <= GoalTable.maximumIDLength
        {
            order.append(cancel.id)
            entries[cancel.id] = Entry(
                status: GoalStatus(goal: cancel, state: .recalling), forgettable: time + listTime)
        }
        if cancel.stamp.nanoseconds > lastCancel.nanoseconds { lastCancel = cancel.stamp }
        return asked
    }

    /// The server takes a step with a goal.
    /// - Returns: the goal's new status.
    /// - Throws: ``ActionError`` with `invalidTransition`.
    mutating func take(_ step: Step, _ id: String, text: String, at time: NIODeadline) throws(ActionError) -> GoalStatus
    {
        guard var entry = entries[id] else {
            throw ActionError(.invalidTransition, "goal \(id) cannot be told to \(step): it is not listed any more")
        }
        let state: GoalStatus.State? =
            switch (step, entry.status.state) {
            case (.accept, .pending): .active
            case (.accept, .recalling): .preempting
            case (.reject, .pending), (.reject, .recalling): .rejected
            case (.cancel, .pending), (.cancel, .recalling): .recalled
            case (.cancel, .active), (.cancel, .preempting): .preempted
            case (.abort, .active), (.abort, .preempting): .aborted
            case (.succeed, .active), (.succeed, .preempting): .succeeded
            default: nil
            }
        guard let state else {
            throw ActionError(.invalidTransition, "a goal that is \(entry.status.state) cannot be told to \(step)")
        }
        entry.status.state = state
        entry.status.text = text
        if state.isTerminal { entry.forgettable = time + listTime }
        entries[id] = entry
        return entry.status
    }

    /// What is said of a goal; `nil` when it is not listed any more.
    func status(_ id: String) -> GoalStatus? { entries[id]?.status }

    /// All that is listed, in the order in which it came; what ended long ago is dropped.
    mutating func statuses(at time: NIODeadline) -> [GoalStatus] {
        order.removeAll { id in
            guard let forgettable = entries[id]?.forgettable, forgettable < time else { return false }
            entries[id] = nil
            return true
        }
        return order.compactMap { entries[$0]?.status }
    }
}
