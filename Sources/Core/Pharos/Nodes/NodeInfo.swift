// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel
import PharosWire

/// A running node as `pharos node ps` shows it.
public struct NodeInfo: Sendable {
    /// A program that uses the node.
    public struct Client: Sendable {
        /// The program's name.
        public var name: String
        /// Its process.
        public var process: UInt32
        /// Its subscriptions.
        public var subscriptions: UInt32
        /// Samples that wait for it in the node.
        public var queuedSamples: UInt64
        /// Their bytes.
        public var queuedBytes: UInt64
        /// Samples that were dropped because it was slow.
        public var dropped: UInt64
    }

    /// The scheme.
    public var scheme: String
    /// The authority.
    public var authority: String
    /// The exposure profile; empty for the ordinary one.
    public var profile: String
    /// The node's process.
    public var process: UInt32
    /// When it was started.
    public var started: Timestamp
    /// How it stands with its system, in words.
    public var state: String
    /// The programs that use it, without the one that asks.
    public var clients: [Client]
    /// Resources that it shows.
    public var resources: UInt32
    /// Samples that came from the system.
    public var samplesIn: UInt64
    /// Samples that went to clients.
    public var samplesOut: UInt64
    /// Samples that were dropped for slow clients.
    public var samplesDropped: UInt64
    /// Calls, reads and writes so far.
    public var calls: UInt64
    /// Its resident memory in bytes.
    public var residentBytes: UInt64

    init(_ status: Pharos_V1_NodeStatus, without own: UInt32) {
        scheme = status.scheme
        authority = status.authority
        profile = status.profile
        process = status.pid
        started = Timestamp(nanoseconds: status.startedMilliseconds * 1_000_000)
        state = status.interfaceState
        clients = status.clients.filter { $0.pid != own }.map {
            Client(
                name: $0.name, process: $0.pid, subscriptions: $0.subscriptions, queuedSamples: $0.queuedSamples,
                queuedBytes: $0.queuedBytes, dropped: $0.dropped)
        }
        resources = status.resources
        samplesIn = status.samplesIn
        samplesOut = status.samplesOut
        samplesDropped = status.samplesDropped
        calls = status.calls
        residentBytes = status.residentBytes
    }
}
