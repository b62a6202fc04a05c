// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The system's own word for what a resource is there: `topic`, `service`, `parameter`, `node`, `command` …
///
/// One name may be several resources (ROS allows a topic and a service of one name), so a role can be said in the
/// name's query: `ros:/x?service`.
public struct Role: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The word.
    public let rawValue: String

    /// A role from its word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A stream of messages.
    public static let topic = Role(rawValue: "topic")
    /// A call with request and response.
    public static let service = Role(rawValue: "service")
    /// A stored value.
    public static let parameter = Role(rawValue: "parameter")
    /// A running process of the system.
    public static let node = Role(rawValue: "node")

    /// The role that a name's query asks for; `param` is the short form in use (`ros:/x?param`).
    public init?(query: String?) {
        switch query {
        case nil, "": return nil
        case "param", "parameter": self = .parameter
        case "topic": self = .topic
        case "service", "srv": self = .service
        case "node": self = .node
        case .some(let word): self.init(rawValue: word)
        }
    }

    /// The word.
    public var description: String { rawValue }
}
