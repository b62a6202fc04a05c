// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Something that was looked at to find out why things do not work, and what to do about it.
public struct Finding: Sendable, Hashable {
    /// How much it matters.
    public enum Severity: String, Sendable, CaseIterable {
        /// As it should be.
        case fine
        /// Works, but is likely to surprise.
        case warning
        /// Something does not work because of it.
        case problem
    }

    /// How much it matters.
    public var severity: Severity
    /// What was looked at: `master`, `clock`, `/talker`.
    public var subject: String
    /// What was found.
    public var text: String
    /// What to do; empty where there is nothing to do.
    public var advice: String

    /// A finding from its parts.
    public init(_ severity: Severity, _ subject: String, _ text: String, advice: String = "") {
        self.severity = severity
        self.subject = subject
        self.text = text
        self.advice = advice
    }
}
