// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Logging
public import NIOCore
public import PharosModel

/// What the runtime gives an interface to work with.
public struct InterfaceContext: Sendable {
    /// The authority this node is for, as the scheme canonically writes it.
    public let authority: String
    /// Eight hexadecimal digits that no other node anywhere has at the same time, and that the node keeps when it is
    /// started again: a system that knows its clients by name sees the same one come back.
    public let identity: String
    /// The node's event loop: sockets of the system that live on it reach the clients without a hop.
    public let eventLoop: any EventLoop
    /// Writes to the node's log (`pharos node logs`).
    public let logger: Logger
    /// The environment the interface should look at.
    public let environment: [String: String]
    /// The resources of the system: tell it what appears and vanishes.
    public let resources: ResourceReporter
    /// How the interface stands with its system, in words.
    public let state: StateReporter

    /// A context of one's own, for tests and embedded hosts.
    public init(
        authority: String, identity: String, eventLoop: any EventLoop, logger: Logger, environment: [String: String],
        resources: ResourceReporter, state: StateReporter
    ) {
        self.authority = authority
        self.identity = identity
        self.eventLoop = eventLoop
        self.logger = logger
        self.environment = environment
        self.resources = resources
        self.state = state
    }
}

/// How an interface says which resources its system has.
public struct ResourceReporter: Sendable {
    private let report: @Sendable (ResourceChange) -> Void
    private let replace: @Sendable ([ResourceInfo]) -> Void
    private let watched: @Sendable () -> Bool

    /// A reporter of one's own, for tests and embedded hosts.
    public init(
        report: @escaping @Sendable (ResourceChange) -> Void, replace: @escaping @Sendable ([ResourceInfo]) -> Void,
        watched: @escaping @Sendable () -> Bool = { true }
    ) {
        self.report = report
        self.replace = replace
        self.watched = watched
    }

    /// Whether somebody watches the list; while not, an interface may look at its system less often.
    public var isWatched: Bool { watched() }

    /// Resources are there, or are not what they were.
    public func update(_ infos: [ResourceInfo]) { report(ResourceChange(appeared: infos)) }

    /// Resources are gone.
    public func remove(_ infos: [ResourceInfo]) { report(ResourceChange(vanished: infos)) }

    /// These are all the resources there are; the runtime finds the differences. Also says that the first look at
    /// the system is over.
    public func replaceAll(_ infos: [ResourceInfo]) { replace(infos) }
}

/// How an interface says in words how it stands with its system: `connected`, `waiting for the master at …`.
public struct StateReporter: Sendable {
    private let report: @Sendable (String) -> Void

    /// A reporter of one's own, for tests and embedded hosts.
    public init(_ report: @escaping @Sendable (String) -> Void) { self.report = report }

    /// Says it; shown by `pharos node ps` and in errors.
    public func callAsFunction(_ text: String) { report(text) }
}
