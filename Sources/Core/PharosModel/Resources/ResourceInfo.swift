// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A resource as a list shows it.
public struct ResourceInfo: Sendable, Hashable {
    /// What identifies a resource within its authority.
    public struct Identity: Sendable, Hashable {
        /// The name within the authority, `/chatter`.
        public var path: String
        /// The system's word for it.
        public var role: Role

        /// An identity from its parts.
        public init(path: String, role: Role) {
            self.path = path
            self.role = role
        }
    }

    /// Path and role.
    public var identity: Identity
    /// What it is in the shared model.
    public var kind: Kind
    /// The system's name of its type; empty while unknown.
    public var type: String
    /// Whether it gives values.
    public var isReadable: Bool
    /// Whether it takes values.
    public var isWritable: Bool
    /// Who offers it: publishing nodes, a service's provider.
    public var publishers: [String]
    /// Who listens to it.
    public var subscribers: [String]

    /// Another number whenever something in the resource's description is other than it was: unit, limits, definition.
    public var revision: UInt32

    /// The name within the authority.
    public var path: String { identity.path }
    /// The system's word for it.
    public var role: Role { identity.role }

    /// Creates an entry.
    public init(
        path: String, role: Role, kind: Kind, type: String = "", isReadable: Bool = true, isWritable: Bool = false,
        publishers: [String] = [], subscribers: [String] = [], revision: UInt32 = 0
    ) {
        self.identity = Identity(path: path, role: role)
        self.kind = kind
        self.type = type
        self.isReadable = isReadable
        self.isWritable = isWritable
        self.publishers = publishers
        self.subscribers = subscribers
        self.revision = revision
    }
}
