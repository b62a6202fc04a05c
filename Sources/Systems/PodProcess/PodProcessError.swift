// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Why a process could not be started.
public struct PodProcessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// There is no such program, or it cannot be executed.
        public static let noProgram = Code("noProgram")
        /// There is no such working directory.
        public static let noFolder = Code("noFolder")
        /// An argument or variable holds a NUL, or a name an equals sign.
        public static let invalidArgument = Code("invalidArgument")
        /// The system refused the process or its descriptors.
        public static let cannotStart = Code("cannotStart")
        /// The sandbox that was required does not hold; nothing was run.
        public static let noSandbox = Code("noSandbox")
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
