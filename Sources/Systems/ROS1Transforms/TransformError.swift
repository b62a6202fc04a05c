// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Why there is no transform, in tf2's kinds (http://wiki.ros.org/tf2), or why one was not taken.
public struct TransformError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// A frame that nobody has told of, or frames in a circle (tf2's `LookupException`).
        public static let lookup = Code("lookup")
        /// Frames that nothing connects (`ConnectivityException`).
        public static let connectivity = Code("connectivity")
        /// A time before the oldest or after the newest that is known (`ExtrapolationException`).
        public static let extrapolation = Code("extrapolation")
        /// A frame's name that tf2 does not allow (`InvalidArgumentException`).
        public static let invalidArgument = Code("invalidArgument")
        /// A transform that was not taken: the same frame twice, no frame, no number, no rotation, too old, known.
        public static let refused = Code("refused")
        /// Too many frames, or too many that wait.
        public static let limitExceeded = Code("limitExceeded")
        /// Bytes that are no transforms.
        public static let malformed = Code("malformed")
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
