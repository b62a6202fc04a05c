// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A change in the graph, for logs and demonstrations.
public struct MasterEvent: Sendable, Hashable, CustomStringConvertible {
    /// What happened.
    public enum Kind: String, Sendable, Hashable {
        case publisherRegistered, publisherUnregistered
        case subscriberRegistered, subscriberUnregistered
        case serviceRegistered, serviceUnregistered
        case parameterSet, parameterDeleted, parameterSubscribed, parameterUnsubscribed
        /// A node of the same name registered from elsewhere; the old one was told to shut down.
        case nodeReplaced
    }

    /// What happened.
    public var kind: Kind
    /// The topic, service, parameter or node.
    public var name: String
    /// The node that did it.
    public var node: String

    /// For people.
    public var description: String { "\(kind.rawValue) [\(name)] by \(node)" }
}
