// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How far a goal has come, in the client's view (actionlib's client state machine,
/// http://wiki.ros.org/actionlib/DetailedDescription).
public enum GoalState: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Sent; the server has not listed it yet.
    case waitingForGoalAck
    /// Listed, and not looked at yet.
    case pending
    /// Being worked on.
    case active
    /// Listed as ended; the result is on its way.
    case waitingForResult
    /// Cancelled here; the server has not said so yet.
    case waitingForCancelAck
    /// Being cancelled before it was begun.
    case recalling
    /// Being cancelled while it is worked on.
    case preempting
    /// Over: a result came, or the goal is lost.
    case done

    /// The state's word.
    public var description: String { rawValue }
}
