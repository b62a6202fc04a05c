// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How a node presents itself to a ROS graph.
public struct NodeConfiguration: Sendable {
    /// The node's base name. Two nodes of one name push each other out.
    public var name: String
    /// The master. Default: `__master:=`, `ROS_MASTER_URI`, else `http://localhost:11311`.
    public var masterURI: String?
    /// Remapping arguments, as on a command line. Default: none.
    public var arguments: [String] = []
    /// The environment to look at: `ROS_MASTER_URI`, `ROS_IP`, `ROS_HOSTNAME`, `ROS_NAMESPACE`, `ROS_IPV6`.
    public var environment: [String: String] = [:]
    /// How often the master is asked whether it is still the same one. Default: every second.
    public var masterWatchMilliseconds: Int64 = 1000
    /// Whether the node publishes on /rosout and offers the logger services. Default: yes.
    public var isLogging: Bool = true

    /// A configuration for a node of that name.
    public init(name: String) { self.name = name }
}
