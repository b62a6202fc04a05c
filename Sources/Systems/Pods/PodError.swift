// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PodProcess

/// What went wrong with a pod or a call: what was expected, what came, and what the pod last said.
public struct PodError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// A name, size or limit that cannot be.
        public static let invalidArgument = Code("invalidArgument")
        /// There is no such pod folder or `pod.py`.
        public static let notFound = Code("notFound")
        /// The process cannot be started, or `pod.py` failed while it was imported (``PodError/exception``).
        public static let startFailed = Code("startFailed")
        /// The pod was not ready in time.
        public static let startTimedOut = Code("startTimedOut")
        /// The pod has no function of that name.
        public static let noSuchFunction = Code("noSuchFunction")
        /// The function raised (``PodError/exception``).
        public static let raised = Code("raised")
        /// A value cannot travel, or the result is not what was asked for.
        public static let unsupportedValue = Code("unsupportedValue")
        /// The call did not end in time and was cancelled.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The task of the call was cancelled.
        public static let cancelled = Code("cancelled")
        /// The process ended during the call (``PodError/exit``, ``PodError/lastLines``).
        public static let workerDied = Code("workerDied")
        /// The process was killed for another call, which could not be cancelled otherwise.
        public static let workerReplaced = Code("workerReplaced")
        /// Too many calls wait.
        public static let overloaded = Code("overloaded")
        /// The process died so often that it is not started again.
        public static let gaveUp = Code("gaveUp")
        /// The process spoke what is not the protocol, and was killed.
        public static let protocolViolation = Code("protocolViolation")
        /// A message is larger than allowed.
        public static let limitExceeded = Code("limitExceeded")
        /// The pod was closed.
        public static let closed = Code("closed")
        /// No (shared) memory is to be had.
        public static let noMemory = Code("noMemory")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String
    /// What was raised in the pod.
    public var exception: PodException?
    /// How the process ended.
    public var exit: PodExit?
    /// What it last wrote to its standard output and error.
    public var lastLines: [PodLine]

    /// Creates an error.
    public init(
        _ code: Code, _ message: String, exception: PodException? = nil, exit: PodExit? = nil, lastLines: [PodLine] = []
    ) {
        self.code = code
        self.message = message
        self.exception = exception
        self.exit = exit
        self.lastLines = lastLines
    }

    /// The message, and below it the pod's last lines on standard error.
    public var description: String {
        let lines = lastLines.filter { $0.stream == .error }.suffix(5).map { "\n    " + $0.text }
        return message + lines.joined()
    }
}

/// An exception of Python's.
public struct PodException: Sendable, Hashable, CustomStringConvertible {
    /// Its class: `KeyError`, `pods.name.pod.MyError`.
    public var typeName: String
    /// `str(exception)`.
    public var message: String
    /// The traceback as Python prints it, without the worker's own lines.
    public var traceback: String
    /// What the exception carries: its `args` that can travel.
    public var arguments: [PodValue]
    /// The attributes that were set on it, and can travel.
    public var attributes: PodDictionary
    /// What it was raised from or during.
    public var cause: PodException? { causes.first }
    /// The chain of causes, nearest first.
    public var causes: [PodException]

    /// Creates an exception.
    public init(
        typeName: String, message: String, traceback: String = "", arguments: [PodValue] = [],
        attributes: PodDictionary = [:], causes: [PodException] = []
    ) {
        self.typeName = typeName
        self.message = message
        self.traceback = traceback
        self.arguments = arguments
        self.attributes = attributes
        self.causes = causes
    }

    /// `KeyError: 'k'`.
    public var description: String { message.isEmpty ? typeName : "\(typeName): \(message)" }
}
