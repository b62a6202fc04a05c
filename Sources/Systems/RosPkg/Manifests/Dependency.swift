// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One dependency of a package, as its manifest states it.
public struct Dependency: Hashable, Sendable {
    /// A package or a rosdep key.
    public var name: String
    /// What it is needed for.
    public var kinds: DependencyKinds
    /// When it counts (format 3); nil means always.
    public var condition: Condition?
    /// `lt`, `lte`, `eq`, `gte`, `gt` and a version, as written.
    public var versions: [VersionLimit]
    /// True for the tag `<depend>`, which stands for build, build export and exec.
    public var isGeneric: Bool

    /// A limit on the version of what is depended on.
    public struct VersionLimit: Hashable, Sendable {
        /// `lt`, `lte`, `eq`, `gte` or `gt`.
        public var relation: String
        public var version: String

        public init(relation: String, version: String) {
            self.relation = relation
            self.version = version
        }
    }

    public init(
        name: String, kinds: DependencyKinds, condition: Condition? = nil, versions: [VersionLimit] = [],
        isGeneric: Bool = false
    ) {
        self.name = name
        self.kinds = kinds
        self.condition = condition
        self.versions = versions
        self.isGeneric = isGeneric
    }

    /// Same package, same condition, same versions: what makes a second statement redundant.
    func sameTarget(_ other: Dependency) -> Bool {
        name == other.name && condition == other.condition && versions == other.versions
    }
}

/// A group of packages that one depends on or is a member of (REP-149).
public struct GroupMembership: Hashable, Sendable {
    public var name: String
    public var condition: Condition?

    public init(name: String, condition: Condition? = nil) {
        self.name = name
        self.condition = condition
    }
}
