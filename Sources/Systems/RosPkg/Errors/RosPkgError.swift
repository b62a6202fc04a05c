// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What went wrong in this library: one type for every module of it.
///
/// The message says what was expected, what came, where, and what to do. `searched` carries the paths that were looked
/// through, because the answer to most "not found" reports is in that list.
public struct RosPkgError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; it can grow.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// No package, stack, distribution, key or file of that name.
        public static let notFound = Code(rawValue: "notFound")
        /// The file is not well-formed XML, or not the document it should be.
        public static let malformed = Code(rawValue: "malformed")
        /// Well-formed, but against the rules of its format (REP-127, REP-140, REP-149).
        public static let invalidManifest = Code(rawValue: "invalidManifest")
        /// A condition that the grammar of REP-149 does not allow.
        public static let invalidCondition = Code(rawValue: "invalidCondition")
        /// Packages that depend on each other in a circle.
        public static let cycle = Code(rawValue: "cycle")
        /// A file or directory could not be read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// A size, depth or count limit was passed.
        public static let limit = Code(rawValue: "limit")
        /// The operating system is not one the table knows.
        public static let unknownSystem = Code(rawValue: "unknownSystem")
        /// A rosdep rule that cannot be resolved for the operating system.
        public static let unresolvedKey = Code(rawValue: "unresolvedKey")
    }

    /// The kind of failure.
    public var code: Code
    /// Expected, found, where, what to do: one or more lines for a person.
    public var message: String
    /// The paths that were searched, first to last.
    public var searched: [String]
    /// Names close to the one asked for, nearest first.
    public var similar: [String]
    /// The file concerned, if one is.
    public var path: String?
    /// Where in the file, both counted from 1.
    public var line: Int?
    public var column: Int?
    /// The failure below this one.
    public var cause: (any Error)?

    public init(
        _ code: Code, _ message: String, searched: [String] = [], similar: [String] = [], path: String? = nil,
        line: Int? = nil, column: Int? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.searched = searched
        self.similar = similar
        self.path = path
        self.line = line
        self.column = column
        self.cause = cause
    }

    public var description: String {
        var text = message
        if let path {
            text += " [\(path)"
            if let line { text += ":\(line)" }
            if let column, line != nil { text += ":\(column)" }
            text += "]"
        }
        if !similar.isEmpty { text += "\nDid you mean: " + similar.joined(separator: ", ") + "?" }
        if !searched.isEmpty { text += "\nSearched:\n" + searched.map { "  " + $0 }.joined(separator: "\n") }
        return text
    }
}
