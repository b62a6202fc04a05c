// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong between a client and a reconfigurable node.
public struct ReconfigureError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// Nobody published a description or configuration before the deadline.
        public static let noServer = Code("noServer")
        /// The server has no such parameter or group.
        public static let unknownName = Code("unknownName")
        /// The value is of another type than the parameter.
        public static let invalidValue = Code("invalidValue")
        /// The value is below the parameter's minimum or above its maximum.
        public static let outOfRange = Code("outOfRange")
        /// A message that is no description or configuration.
        public static let malformed = Code("malformed")
        /// The client was closed.
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
