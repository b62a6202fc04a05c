// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PodProcess

/// How a pod is.
public struct PodStatus: Sendable, Hashable {
    /// One of its processes.
    public struct Worker: Sendable, Hashable {
        /// How far it is.
        public enum State: String, Sendable, Hashable {
            /// `pod.py` is being imported.
            case starting
            /// It takes calls.
            case ready
            /// It died and waits to be started again, or is not needed any more.
            case stopped
        }

        /// How far it is.
        public var state: State
        /// Its number, when it runs.
        public var pid: Int32?
        /// The calls it has at the moment.
        public var callsInFlight: Int
        /// The calls it has had since it was started.
        public var calls: Int
        /// How often it was started again after it died.
        public var restarts: Int
        /// How the last one ended.
        public var lastExit: PodExit?
        /// What became of limits and sandbox; `nil` when it does not run.
        public var sandbox: PodConfinement?
    }

    /// Its processes.
    public var workers: [Worker]
    /// The calls that wait for a process.
    public var waitingCalls: Int
    /// Whether it died too often and is not started again.
    public var hasGivenUp: Bool

    /// What became of limits and sandbox in the first process that runs.
    public var sandbox: PodConfinement? { workers.lazy.compactMap(\.sandbox).first }
}
