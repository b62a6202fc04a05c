// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import PharosModel

/// How a node process behaves.
public struct NodeConfiguration: Sendable {
    /// The authority it is for; empty where the scheme needs none.
    public var authority: String = ""
    /// The exposure profile's name; empty: the ordinary one.
    public var profile: String = ""
    /// Which resources it shows. Default: all.
    public var exposure: Exposure = .everything
    /// The directory of sockets, locks and logs; empty: found from the environment.
    public var runtimeDirectory: String = ""
    /// How long it stays when no client is connected. Default: 10 s.
    public var graceTime: TimeAmount = .seconds(10)
    /// How long calls in flight may take to end when the node is told to leave. Default: 5 s.
    public var drainTime: TimeAmount = .seconds(5)
    /// Whether it stays without clients until it is stopped. Default: no.
    public var isKept: Bool = false
    /// The largest frame it reads, in bytes. Default: 256 MiB.
    public var maximumFrame: Int = 256 << 20
    /// Calls, reads and writes in flight that one client may have. Default: 256.
    public var maximumCalls: Int = 256
    /// Subscriptions that one client may have. Default: 10 000.
    public var maximumSubscriptions: Int = 10_000
    /// Bytes that may wait for one subscription. Default: 64 MiB.
    public var queueBytes: Int = 64 << 20
    /// The deadline of operations that name none. Default: 10 s.
    public var defaultTimeout: TimeAmount = .seconds(10)
    /// How often resources of systems without events are read while somebody watches. Default: 1 s.
    public var pollPeriod: TimeAmount = .seconds(1)
    /// The environment the interface sees; `nil`: the process's own.
    public var environment: [String: String]?

    /// A configuration with every default.
    public init() {}
}
