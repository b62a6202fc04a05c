// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong between a node and the ROS graph.
public struct ROS1Error: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// A name that ROS does not allow.
        public static let invalidName = Code("invalidName")
        /// The master cannot be reached.
        public static let masterUnreachable = Code("masterUnreachable")
        /// The master, a node or a provider refused; the message holds its words.
        public static let refused = Code("refused")
        /// No provider of the service is registered.
        public static let noProvider = Code("noProvider")
        /// No node of that name is registered.
        public static let noNode = Code("noNode")
        /// No such parameter.
        public static let noParameter = Code("noParameter")
        /// The provider answered that the call failed.
        public static let serviceFailed = Code("serviceFailed")
        /// No answer before the deadline.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The connection broke with the operation in flight.
        public static let connectionLost = Code("connectionLost")
        /// Types or fingerprints differ.
        public static let typeMismatch = Code("typeMismatch")
        /// Bytes that are no TCPROS.
        public static let malformed = Code("malformed")
        /// A value that the parameter server cannot keep.
        public static let unrepresentable = Code("unrepresentable")
        /// Too many operations in flight.
        public static let busy = Code("busy")
        /// The node was shut down.
        public static let shutDown = Code("shutDown")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String
    /// The error underneath.
    public var cause: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
