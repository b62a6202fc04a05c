// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The ROS graph at one moment, as the master has it.
public struct GraphState: Sendable, Hashable {
    /// Who publishes each topic.
    public var publishers: [String: [String]]
    /// Who subscribes to each topic.
    public var subscribers: [String: [String]]
    /// Who provides each service; the master keeps one.
    public var services: [String: [String]]
    /// The type of each topic that has one; `*` while nobody has said.
    public var types: [String: String]
    /// The names of all parameters.
    public var parameters: [String]

    /// A graph from its parts.
    public init(
        publishers: [String: [String]] = [:], subscribers: [String: [String]] = [:],
        services: [String: [String]] = [:], types: [String: String] = [:], parameters: [String] = []
    ) {
        self.publishers = publishers
        self.subscribers = subscribers
        self.services = services
        self.types = types
        self.parameters = parameters
    }

    /// The names of all nodes that publish, subscribe or provide.
    public var nodes: Set<String> {
        var names: Set<String> = []
        for list in [publishers, subscribers, services] { for nodes in list.values { names.formUnion(nodes) } }
        return names
    }
}
