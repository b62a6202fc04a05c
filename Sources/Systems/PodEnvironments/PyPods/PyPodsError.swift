// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Why a call of a pod in PyPods' own way failed.
public struct PyPodsError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// The function raised, or PyPods' listener refused: the message is its own. PyPods hands on no type and no traceback.
        public static let raised = Code("raised")
        /// The process ended without an answer: exit code or signal are in the message.
        public static let died = Code("died")
        /// What the process wrote is no answer.
        public static let malformed = Code("malformed")
        /// The arguments cannot be written as BSON.
        public static let invalidArguments = Code("invalidArguments")
        /// The process could not be started.
        public static let notStarted = Code("notStarted")
        /// The call took longer than it may; the process is killed.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The task was cancelled; the process is killed.
        public static let cancelled = Code("cancelled")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened.
    public var message: String
    /// All that the process wrote on its standard output, up to 64 KiB.
    public var output: [UInt8]
    /// All that the process wrote on its standard error, up to 64 KiB.
    public var errors: [UInt8]

    /// Creates an error.
    public init(_ code: Code, _ message: String, output: [UInt8] = [], errors: [UInt8] = []) {
        self.code = code
        self.message = message
        self.output = Array(output.prefix(64 << 10))
        self.errors = Array(errors.prefix(64 << 10))
    }

    /// The message, and the last line on standard error where the process died or cannot be understood.
    public var description: String {
        guard code == .died || code == .malformed else { return message }
        var lines = LastLines(3)
        _ = lines.take(errors)
        lines.finish()
        return lines.lines.isEmpty ? message : message + "; its standard error ends: " + lines.lines.joined(separator: " ⏎ ")
    }
}
