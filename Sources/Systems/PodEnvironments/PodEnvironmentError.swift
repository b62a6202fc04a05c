// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is wrong with a pod's folder or environment, said so that one knows what to do next.
public struct PodEnvironmentError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// The name is no pod's name, or leads out of the pods folder.
        public static let invalidName = Code("invalidName")
        /// There is no such folder, pod or function.
        public static let notFound = Code("notFound")
        /// There is one already.
        public static let alreadyThere = Code("alreadyThere")
        /// No Python that will do was found.
        public static let noInterpreter = Code("noInterpreter")
        /// The requirements could not be resolved to a lock.
        public static let lockFailed = Code("lockFailed")
        /// The packages of the lock could not be installed.
        public static let installFailed = Code("installFailed")
        /// The pod is a program of its own, and has neither `pod.py` nor environment.
        public static let notPython = Code("notPython")
        /// A file is not what it should be: `pod.py`, the requirements, the lock.
        public static let malformed = Code("malformed")
        /// A file or folder cannot be read or written.
        public static let fileSystem = Code("fileSystem")
        /// A program could not be started, or ended in an unexpected way.
        public static let toolFailed = Code("toolFailed")
        /// A program took longer than it may; it was killed.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The task was cancelled; what was started is killed.
        public static let cancelled = Code("cancelled")
    }

    /// The kind of failure.
    public var code: Code
    /// What was expected, what came, and what helps.
    public var message: String
    /// The last lines that pip, uv or Python said; empty when nothing was started.
    public var lines: [String]

    /// Creates an error.
    public init(_ code: Code, _ message: String, lines: [String] = []) {
        self.code = code
        self.message = message
        self.lines = lines
    }

    /// The message, and below it what the program said.
    public var description: String {
        lines.isEmpty ? message : "\(message)\n" + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
