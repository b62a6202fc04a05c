// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How far the making of an environment is.
public struct PodSyncProgress: Sendable {
    /// The steps in their order; most of the time only the last is seen.
    public enum Step: String, Sendable, Hashable {
        /// Finding versions that go together, and their hashes.
        case locking
        /// Making an empty environment.
        case creating
        /// Downloading and installing the packages of the lock.
        case installing
        /// It is there.
        case ready
    }

    /// The pod.
    public var pod: String
    /// What is being done.
    public var step: Step
    /// More of it: with which tool, how many packages, or what the tool just said.
    public var detail: String
    /// Whether ``detail`` is a line that the tool said.
    public var isOutput: Bool

    /// Creates a report.
    public init(pod: String, step: Step, detail: String, isOutput: Bool = false) {
        self.pod = pod
        self.step = step
        self.detail = detail
        self.isOutput = isOutput
    }
}
