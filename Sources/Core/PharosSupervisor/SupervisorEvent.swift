// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

/// What happened to a node of a deployment, for people and for programs.
public struct SupervisorEvent: Sendable {
    /// The kinds of events.
    public enum Kind: String, Sendable {
        /// The process was started.
        case started
        /// It accepts clients.
        case ready
        /// It ended and is started again after a pause.
        case restarting
        /// It ended and stays ended, as its policy says.
        case ended
        /// It is given up.
        case failed
        /// It is told to leave.
        case stopping
        /// It has left.
        case stopped
    }

    /// What happened.
    public var kind: Kind
    /// The node's label.
    public var label: String
    /// Its process, where there is one.
    public var process: Int32?
    /// The circumstances, in words.
    public var text: String
}
