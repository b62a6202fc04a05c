// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PodProcess

/// How one pod of a folder is run, as its `pod.toml` or the table `[tool.pharos]` of its `pyproject.toml` says.
package struct PodSettings: Sendable, Hashable {
    /// What functions find of earlier calls.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// What earlier calls left: processes last.
        case kept
        /// Nothing: each call has a process of its own, which ends with it.
        case fresh
    }

    /// How many processes; standard: 1.
    package var workers = 1
    /// How many calls one process has at a time; standard: 32 for Python, 1 for babashka pods.
    package var requestsInFlight: Int?
    /// How many calls may wait for a process; standard: 1024.
    package var waitingCalls = 1024
    /// A process is replaced after so many calls; standard: never.
    package var callsPerWorker: Int?
    /// How long a call may take, its wait for a process included; standard: what the caller gives it.
    package var callDeadline: Duration?
    /// How long a process may take to be ready; standard: 60 s.
    package var startDeadline: Duration = .seconds(60)
    /// How often a process without a call is asked whether it is there, and replaced when it does not answer; standard: never.
    package var healthPeriod: Duration?
    /// Processes end when nobody has called for so long, and start with the next call; standard: they stay.
    package var idleStop: Duration?
    /// What functions find of earlier calls; standard: what they left.
    package var state = State.kept
    /// Names of the node's environment that the pod gets besides the standard ones.
    package var passedEnvironment: [String] = []
    /// Variables that are set for the pod.
    package var environment: [String: String] = [:]
    /// What a process may use; standard: no limits.
    package var limits = PodLimits()
    /// What a process may touch; standard: everything. Paths are absolute.
    package var sandbox = PodSandbox()
    /// What program it is; `nil` for Python pods.
    package var babashka: BabashkaSettings?

    /// Every standard.
    package init() {}
}

/// What program a babashka pod is.
package struct BabashkaSettings: Sendable, Hashable {
    /// How messages travel.
    package enum Transport: String, Sendable, Hashable, CaseIterable {
        /// Standard input and output.
        case stdio
        /// A TCP socket of this machine, which the pod opens.
        case socket
    }

    /// What the names of objects become in arguments.
    package enum Keys: String, Sendable, Hashable, CaseIterable {
        /// Keywords, as Clojure programs have them.
        case keywords
        /// Strings.
        case strings
    }

    /// The program, an absolute path or a name that is looked up in `PATH`, and its arguments.
    package var command: [String]
    /// How messages travel; standard: standard input and output.
    package var transport = Transport.stdio
    /// What the names of objects become in arguments; standard: keywords. Pods that speak JSON see no difference.
    package var keys = Keys.keywords
}
