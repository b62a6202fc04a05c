// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong with an XML-RPC call.
public struct XMLRPCError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// The other side could not be reached.
        public static let unreachable = Code("unreachable")
        /// No answer before the deadline.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The connection broke with the call in flight.
        public static let connectionLost = Code("connectionLost")
        /// The other side answered with a fault.
        public static let fault = Code("fault")
        /// Bytes that are no XML-RPC.
        public static let malformed = Code("malformed")
        /// Deeper or larger than allowed.
        public static let limitExceeded = Code("limitExceeded")
        /// A value of another type than expected.
        public static let typeMismatch = Code("typeMismatch")
        /// Too many calls wait already.
        public static let busy = Code("busy")
        /// An HTTP status other than 200.
        public static let httpStatus = Code("httpStatus")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String
    /// The fault's code, for faults.
    public var faultCode: Int32?
    /// The error underneath.
    public var cause: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, faultCode: Int32? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.faultCode = faultCode
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
