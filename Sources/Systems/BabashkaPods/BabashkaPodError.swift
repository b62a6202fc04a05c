// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong with a pod, or with bytes or text that a pod sent: what was expected, what came, and where.
public struct BabashkaPodError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// Bytes or text that are not what their format says.
        public static let malformed = Code("malformed")
        /// Larger, deeper or more than allowed.
        public static let limitExceeded = Code("limitExceeded")
        /// The program could not be started: not found, no permission, no answer to `describe`.
        public static let cannotStart = Code("cannotStart")
        /// The pod sent what the protocol has no place for, so that its messages can no longer be told apart. It is
        /// started again for the next call.
        public static let protocolViolation = Code("protocolViolation")
        /// The pod's process ended while it was needed.
        public static let died = Code("died")
        /// The function itself failed: see ``BabashkaPodError/data``.
        public static let failed = Code("failed")
        /// No answer came in time.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The pod has no such namespace or function, or one that only a Clojure program could run.
        public static let notFound = Code("notFound")
        /// The reader of a stream was too slow for its pod.
        public static let overflow = Code("overflow")
        /// The pod ended too often; it is not started again for now.
        public static let restartsExhausted = Code("restartsExhausted")
        /// Too many calls wait for the pod.
        public static let overloaded = Code("overloaded")
        /// The pod was shut down by its user.
        public static let closed = Code("closed")
        /// Something was asked that is wrong in itself.
        public static let misuse = Code("misuse")
    }

    /// The kind of failure.
    public var code: Code
    /// For people. Of a function that failed: its own message (`ex-message`).
    public var message: String
    /// Where in the bytes or text that came, in bytes from the beginning; `nil` where no place is to blame.
    public var offset: Int?
    /// What a function that failed says besides its message (`ex-data`).
    public var data: ClojureValue?
    /// How the process ended, in words (`ended with code 3`, `was killed by signal 11`), if it did.
    public var exit: String?
    /// The last lines that the process wrote to its standard error, oldest first.
    public var lastLines: [String]

    /// Creates an error.
    public init(
        _ code: Code, _ message: String, offset: Int? = nil, data: ClojureValue? = nil, exit: String? = nil,
        lastLines: [String] = []
    ) {
        self.code = code
        self.message = message
        self.offset = offset
        self.data = data
        self.exit = exit
        self.lastLines = lastLines
    }

    /// The message with the place, the process's end and its last lines.
    public var description: String {
        var text = message
        if let offset { text += " (at byte \(offset))" }
        if let exit { text += "; the process \(exit)" }
        if let data, data != .map([]) { text += "; data \(data)" }
        if !lastLines.isEmpty { text += "; its last lines: " + lastLines.joined(separator: " | ") }
        return text
    }
}
