// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages
import Synchronization

/// A goal's name, unique in the graph, and when it was asked for (actionlib_msgs/GoalID).
public struct GoalID: Sendable, Hashable {
    /// The name; clients make it, empty where a server shall.
    public var id: String
    /// When the goal was asked for.
    public var stamp: ROSTime

    /// A goal's name and time.
    public init(id: String, stamp: ROSTime) {
        self.id = id
        self.stamp = stamp
    }

    private static let counter = Atomic<UInt64>(0)

    /// A name that no other goal of the graph has: node, number in this process, time (as actionlib makes them).
    static func unique(node: String, now: ROSTime) -> GoalID {
        let number = counter.add(1, ordering: .relaxed).newValue
        return GoalID(id: "\(node)-\(number)-\(now.secs).\(now.nsecs)", stamp: now)
    }
}
