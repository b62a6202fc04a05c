// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Packages, under the names of Python's `rospkg.RosPack`.
public struct RosPack: Sendable {
    public let index: PackageIndex
    /// The variables of conditions.
    public var context: [String: String]
    /// What counts as a dependency.
    public var kinds: DependencyKinds

    public init(_ index: PackageIndex, context: [String: String] = [:], kinds: DependencyKinds = .rospkg) {
        self.index = index
        self.context = context
        self.kinds = kinds
    }

    /// The names of all packages, sorted.
    public func list() -> [String] { index.packages.map(\.name) }

    /// The directory of a package.
    public func path(of name: String) throws -> String { try index.find(name).path }

    /// Its manifest.
    public func manifest(of name: String) throws -> Manifest { try index.find(name).manifest() }

    /// Packages that a package needs; without `implicit` only those it names.
    ///
    /// - Throws: `notFound`, `invalidManifest`, and `cycle` if a circle is reached.
    public func depends(_ name: String, implicit: Bool = true) throws -> [String] {
        _ = try index.find(name)
        let found = try index.dependencies(of: name, kinds, transitive: implicit, context: context)
        if let cycle = found.cycles.first {
            throw RosPkgError(
                .cycle, "The dependencies of \"\(name)\" run in a circle: \(cycle.joined(separator: ", ")).")
        }
        if !found.unresolved.isEmpty {
            throw RosPkgError(
                .notFound, "\"\(name)\" needs packages that are not there: \(found.unresolved.joined(separator: ", "))",
                searched: index.roots.map(\.path))
        }
        return found.packages.filter(index.contains)
    }

    /// Packages that need it.
    public func dependsOn(_ name: String, implicit: Bool = true) throws -> [String] {
        index.dependents(on: name, kinds, transitive: implicit, context: context).filter(index.contains)
    }

    /// Keys of rosdep that it needs.
    public func rosdeps(_ name: String, implicit: Bool = true) throws -> [String] {
        try index.systemDependencies(of: name, kinds, transitive: implicit, context: context)
    }

    /// The name of the dry stack it lies in.
    public func stackOf(_ name: String) throws -> String? { try index.stack(of: name)?.name }
}

/// Stacks and metapackages, under the names of Python's `rospkg.RosStack`.
public struct RosStack: Sendable {
    public let index: PackageIndex

    public init(_ index: PackageIndex) { self.index = index }

    /// The names of all stacks and metapackages, sorted.
    public func list() -> [String] { index.stacks.map(\.name) }

    /// The directory of a stack.
    public func path(of name: String) throws -> String { try index.findStack(name).path }

    /// The packages in it.
    public func packages(of name: String) throws -> [String] { try index.packages(of: name) }

    /// The version of a stack.
    public func version(of name: String) throws -> String? {
        let stack = try index.findStack(name)
        return stack.version ?? StackVersion.read(stack.path)
    }

    /// The stacks that a stack names.
    public func depends(_ name: String) throws -> [String] {
        try index.findStack(name).manifest().dependencies.map(\.name)
    }
}
