// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The resource a request is about: a path within the node's authority and, where the name said it, the role.
public struct ResourceReference: Sendable, Hashable, CustomStringConvertible {
    /// The path, `/chatter`.
    public var path: String
    /// The role that was asked for; `nil`: whichever fits the operation.
    public var role: Role?

    /// A reference from its parts.
    public init(path: String, role: Role? = nil) {
        self.path = path
        self.role = role
    }

    /// The path, with the role as a query when there is one.
    public var description: String { role.map { "\(path)?\($0)" } ?? path }
}
