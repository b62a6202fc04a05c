// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a server says of one goal (actionlib_msgs/GoalStatus).
public struct GoalStatus: Sendable, Hashable {
    /// How far a goal has come, in the server's words. Unknown numbers may come from foreign servers.
    public struct State: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The number on the wire.
        public let rawValue: UInt8
        /// A state from its number.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Not looked at yet.
        public static let pending = State(rawValue: 0)
        /// Being worked on.
        public static let active = State(rawValue: 1)
        /// Cancelled after it was begun. Terminal.
        public static let preempted = State(rawValue: 2)
        /// Reached. Terminal.
        public static let succeeded = State(rawValue: 3)
        /// Given up by the server. Terminal.
        public static let aborted = State(rawValue: 4)
        /// Refused before it was begun. Terminal.
        public static let rejected = State(rawValue: 5)
        /// Asked to be cancelled while being worked on.
        public static let preempting = State(rawValue: 6)
        /// Asked to be cancelled before it was begun.
        public static let recalling = State(rawValue: 7)
        /// Cancelled before it was begun. Terminal.
        public static let recalled = State(rawValue: 8)
        /// The client lost track of it; never sent by servers.
        public static let lost = State(rawValue: 9)

        private static let words = [
            "pending", "active", "preempted", "succeeded", "aborted", "rejected", "preempting", "recalling", "recalled",
            "lost",
        ]

        /// The state's word.
        public var description: String {
            Int(rawValue) < State.words.count ? State.words[Int(rawValue)] : "state \(rawValue)"
        }

        /// Whether nothing can follow.
        public var isTerminal: Bool {
            [.preempted, .succeeded, .aborted, .rejected, .recalled, .lost].contains(self)
        }
    }

    /// Which goal it is.
    public var goal: GoalID
    /// How far it has come.
    public var state: State
    /// The server's words, for people; often empty.
    public var text: String

    /// A status from its parts.
    public init(goal: GoalID, state: State, text: String = "") {
        self.goal = goal
        self.state = state
        self.text = text
    }
}
