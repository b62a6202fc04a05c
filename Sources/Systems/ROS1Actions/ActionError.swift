// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong between an action client and its server.
public struct ActionError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// No server with all five topics could be connected in time.
        public static let noServer = Code("noServer")
        /// The server has said nothing for longer than the time that was set.
        public static let serverLost = Code("serverLost")
        /// The server does not list the goal (any more), which it had not finished.
        public static let goalLost = Code("goalLost")
        /// The server finished the goal, but its result never came.
        public static let resultLost = Code("resultLost")
        /// The goal ended otherwise than by success.
        public static let notSucceeded = Code("notSucceeded")
        /// It did not come about before the deadline.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The goal is in a state from which this step is not possible.
        public static let invalidTransition = Code("invalidTransition")
        /// Bytes or definitions that are no action's.
        public static let malformed = Code("malformed")
        /// This node serves the action already, or there are too many goals.
        public static let busy = Code("busy")
        /// The client or server was closed.
        public static let closed = Code("closed")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
