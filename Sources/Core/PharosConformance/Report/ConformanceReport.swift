// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One thing that every interface has to get right, and whether this one does.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
    /// How a check ended.
    public enum Outcome: String, Sendable {
        /// As it should.
        case passed
        /// Otherwise.
        case failed
        /// It could not be done with this fixture or this interface.
        case notExercised = "not exercised"
    }

    /// `group: what has to hold`.
    public var name: String
    /// How it ended.
    public var outcome: Outcome
    /// What was seen; of a failure what was expected and what came; of what was not exercised why.
    public var text: String
    /// How long it took.
    public var duration: Duration

    /// One line.
    public var description: String { "\(outcome.rawValue): \(name)\(text.isEmpty ? "" : " — \(text)")" }
}

/// What the conformance kit found.
public struct ConformanceReport: Sendable, CustomStringConvertible {
    /// The scheme under test, and where it ran.
    public var subject: String
    /// All checks, in the order in which they ran.
    public var checks: [ConformanceCheck]

    /// Those that failed.
    public var failures: [ConformanceCheck] { checks.filter { $0.outcome == .failed } }
    /// Those that could not be done.
    public var notExercised: [ConformanceCheck] { checks.filter { $0.outcome == .notExercised } }
    /// Whether something was checked and nothing failed.
    public var isPassed: Bool { failures.isEmpty && checks.contains { $0.outcome == .passed } }

    /// A table with a line for each check, and a summary.
    public var description: String {
        let width = checks.map(\.name.count).max() ?? 0
        let lines = checks.map { check in
            let mark =
                switch check.outcome {
                case .passed: "ok      "
                case .failed: "FAILED  "
                case .notExercised: "not done"
                }
            let name = check.name + String(repeating: " ", count: width - check.name.count)
            return "\(mark)  \(name)  \(check.text)"
        }
        let passed = checks.count - failures.count - notExercised.count
        return (["\(subject):"] + lines + [
            "\(passed) passed, \(failures.count) failed, \(notExercised.count) not exercised"
        ]).joined(separator: "\n")
    }
}
