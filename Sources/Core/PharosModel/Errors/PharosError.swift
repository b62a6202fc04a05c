// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong between a program and a resource, said so that one knows what to do next.
///
/// Switch over ``code``; print the error itself. The message says what was expected, what came, where, and what helps.
public struct PharosError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it, as it travels on the wire and stands in `--json`.
        public let description: String

        /// A code from its word, also one that this version does not know.
        public init(_ description: String) { self.description = description }

        /// The name is not a legal resource name.
        public static let invalidName = Code("invalidName")
        /// The system does not know the resource.
        public static let notFound = Code("notFound")
        /// The resource may exist, but the node's exposure does not show it.
        public static let notExposed = Code("notExposed")
        /// The resource exists and has had no value yet.
        public static let noValue = Code("noValue")
        /// A stream that has an end is at its end: a pod's generator returned.
        public static let ended = Code("ended")
        /// The value does not fit the resource's type.
        public static let invalidValue = Code("invalidValue")
        /// The resource or its system cannot do that.
        public static let unsupported = Code("unsupported")
        /// The deadline passed first.
        public static let deadlineExceeded = Code("deadlineExceeded")
        /// The caller's task was cancelled.
        public static let cancelled = Code("cancelled")
        /// The foreign system refused or failed; the message holds its words.
        public static let systemFailed = Code("systemFailed")
        /// The foreign system cannot be reached.
        public static let systemUnreachable = Code("systemUnreachable")
        /// The node died with the operation in flight; it may or may not have happened.
        public static let nodeDied = Code("nodeDied")
        /// The node could not be started, or died so often that it is not tried again for now.
        public static let nodeUnavailable = Code("nodeUnavailable")
        /// Node and client speak no common protocol version.
        public static let versionMismatch = Code("versionMismatch")
        /// The other side broke the protocol; the connection is closed.
        public static let protocolViolation = Code("protocolViolation")
        /// Too many operations in flight; try again when some have ended.
        public static let busy = Code("busy")
        /// Somebody else offers the resource already.
        public static let alreadyServed = Code("alreadyServed")
        /// The node was told to stop, or the client library is shutting down.
        public static let shutDown = Code("shutDown")
        /// No node serves this scheme.
        public static let unknownScheme = Code("unknownScheme")
        /// The environment does not allow it: directories, permissions, limits.
        public static let environment = Code("environment")
    }

    /// The kind of failure.
    public var code: Code
    /// One or two sentences for people.
    public var message: String
    /// The resource it is about, when there is one.
    public var resource: String?
    /// The error underneath, when there is one.
    public var cause: (any Error)?
    /// More of it for programs: `signal`, `exitCode`, `log` …
    public var details: [String: String]

    /// Creates an error.
    public init(
        _ code: Code, _ message: String, resource: String? = nil, cause: (any Error)? = nil,
        details: [String: String] = [:]
    ) {
        self.code = code
        self.message = message
        self.resource = resource
        self.cause = cause
        self.details = details
    }

    /// `resource: message (code)`.
    public var description: String {
        let place = resource.map { message.contains($0) ? "" : "\($0): " } ?? ""
        return "\(place)\(message) [\(code)]"
    }
}

extension PharosError {
    /// Any error as one of ours: itself, a cancellation, or `fallback` with the error's own words.
    public static func wrap(
        _ error: any Error, as fallback: Code = .systemFailed, resource: String? = nil
    ) -> PharosError {
        if var known = error as? PharosError {
            if known.resource == nil { known.resource = resource }
            return known
        }
        if error is CancellationError {
            return PharosError(.cancelled, "the task was cancelled", resource: resource, cause: error)
        }
        return PharosError(fallback, "\(error)", resource: resource, cause: error)
    }
}
