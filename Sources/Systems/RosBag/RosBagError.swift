// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is wrong with a bag or could not be done with it: what was expected, what came, and where in the file.
public struct RosBagError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. New kinds may be added: keep a `default` when switching.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable word for it.
        public let description: String
        /// A code from its word.
        public init(_ description: String) { self.description = description }

        /// The file does not begin like a bag.
        public static let notABag = Code("notABag")
        /// A bag of a version or with a feature that this library does not read.
        public static let unsupported = Code("unsupported")
        /// The bag was not closed: it has no index yet. ``BagRepair`` makes one.
        public static let unindexed = Code("unindexed")
        /// The file ends in the middle of something.
        public static let truncated = Code("truncated")
        /// Bytes that contradict the format or each other.
        public static let malformed = Code("malformed")
        /// A chunk that does not decompress.
        public static let corruptChunk = Code("corruptChunk")
        /// Larger or more than allowed.
        public static let limitExceeded = Code("limitExceeded")
        /// The operating system refused.
        public static let fileSystem = Code("fileSystem")
        /// The writer was used after it was closed, or with a connection that it does not know.
        public static let misuse = Code("misuse")
    }

    /// The kind of failure.
    public var code: Code
    /// For people.
    public var message: String
    /// Where in the file, in bytes from its beginning; `nil` where no place is to blame.
    public var offset: Int?

    /// Creates an error.
    public init(_ code: Code, _ message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// The message with the place.
    public var description: String { offset.map { "\(message) (at byte \($0))" } ?? message }
}
