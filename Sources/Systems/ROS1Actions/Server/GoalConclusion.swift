// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How a function that works on goals ended one.
public enum GoalConclusion<Result: Sendable>: Sendable {
    /// It is reached.
    case succeeded(Result, text: String = "")
    /// It was ended because a client or a newer goal wanted that.
    case cancelled(Result?, text: String = "")
    /// It was given up.
    case aborted(Result?, text: String = "")
}

/// Which goals of an action are worked on at the same time.
public struct GoalPolicy: Sendable, Hashable {
    enum Kind: Hashable {
        case newest
        case concurrent(Int)
    }

    let kind: Kind

    /// One at a time: a newer goal ends the one before it and waits for its end; of several that wait only the newest
    /// is begun (actionlib's `SimpleActionServer`).
    public static let newest = GoalPolicy(kind: .newest)

    /// Up to `limit` at the same time; more are rejected.
    public static func concurrent(_ limit: Int) -> GoalPolicy { GoalPolicy(kind: .concurrent(max(1, limit))) }
}
