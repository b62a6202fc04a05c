// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension PackageIndex {
    /// Who depends on whom.
    ///
    /// - Parameters:
    ///   - kinds: Which dependencies count; what must be there at run time unless stated.
    ///   - context: The variables of conditions, usually `ROSEnvironment.conditionContext`.
    public func graph(_ kinds: DependencyKinds = .run, context: [String: String] = [:]) -> DependencyGraph {
        DependencyGraph(self, kinds: kinds, context: context)
    }

    /// What a package needs; see `DependencyGraph.dependencies`.
    public func dependencies(
        of name: String, _ kinds: DependencyKinds = .run, transitive: Bool = true, context: [String: String] = [:],
        isKey: ((String) -> Bool)? = nil
    ) throws -> Dependencies {
        try graph(kinds, context: context).dependencies(of: name, transitive: transitive, isKey: isKey)
    }

    /// The packages that need another, sorted.
    public func dependents(
        on name: String, _ kinds: DependencyKinds = .run, transitive: Bool = true, context: [String: String] = [:]
    ) -> [String] {
        graph(kinds, context: context).dependents(on: name, transitive: transitive)
    }

    /// The dry stack or unary stack that a package lies in; nil if it lies in none.
    public func stack(of name: String) throws -> Package? {
        let package = try find(name)
        var directory = package.path
        while directory != "/" && directory != "." {
            if Files.isFile(directory + "/stack.xml") && !Files.isFile(directory + "/package.xml") {
                // A stack that another of its name hides still contains what is in it.
                return storage.entities.indices.first {
                    storage.entities[$0].isStack && storage.entities[$0].path == directory
                }.map { self.package(Int32($0)) }
            }
            directory = Files.parent(directory)
        }
        return nil
    }

    /// What belongs to a stack: the packages below a dry stack, or what a metapackage needs to run (members of member
    /// metapackages not included).
    public func packages(of stack: String, context: [String: String] = [:]) throws -> [String] {
        let found = try findStack(stack)
        if found.kind == .metapackage {
            return try graph(.exec, context: context).dependencies(of: stack, transitive: false).packages
        }
        let prefix = found.path + "/"
        return packages.filter { $0.path == found.path || $0.path.hasPrefix(prefix) }.map(\.name)
    }

    /// The version of a stack or package: of its manifest, or of a dry stack's `CMakeLists.txt`.
    public func version(of name: String) throws -> String? {
        if let package = package(named: name), let version = package.version { return version }
        guard let stack = try stack(named: name) ?? package(named: name).flatMap({ try self.stack(of: $0.name) })
        else { return nil }
        return stack.version ?? StackVersion.read(stack.path)
    }

    /// The values of one attribute of the exports that packages make for another: rospack's `plugins`.
    ///
    /// - Parameters:
    ///   - tag: The package exported to, which is the name of the tag too.
    ///   - attribute: For instance `plugin`.
    /// - Returns: Package and value, `${prefix}` replaced, sorted by package.
    public func exports(
        to tag: String, attribute: String, kinds: DependencyKinds = .run, context: [String: String] = [:]
    ) -> [(package: String, value: String)] {
        let candidates = dependents(on: tag, kinds, transitive: false, context: context) + [tag]
        var found: [(package: String, value: String)] = []
        for name in candidates.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let package = package(named: name), hasExports(package), let manifest = try? package.manifest() else {
                continue
            }
            for export in manifest.exports where export.tag == tag {
                if let value = export.value(attribute, prefix: package.path) { found.append((name, value)) }
            }
        }
        return found
    }

    private func hasExports(_ package: Package) -> Bool {
        let manifest = storage.entities[Int(package.entity)].manifest
        return manifest >= 0 && storage.store.entries[Int(manifest)].flags.contains(.hasExports)
    }

    /// rosdep keys of a package: names it depends on that are no packages.
    public func systemDependencies(
        of name: String, _ kinds: DependencyKinds = .rospkg, transitive: Bool = false, context: [String: String] = [:]
    ) throws -> [String] {
        try dependencies(of: name, kinds, transitive: transitive, context: context).keys
    }
}

/// The version that rosbuild's stacks state in CMake: `rosbuild_make_distribution(1.2.3)`.
enum StackVersion {
    static func read(_ directory: String) -> String? {
        if let bytes = Files.read(directory + "/stack.xml"),
            let manifest = try? Manifest(parsing: bytes, kind: .stack), let version = manifest.version,
            !version.isEmpty
        {
            return version
        }
        guard let text = Files.text(directory + "/CMakeLists.txt") else { return nil }
        for line in text.split(separator: "\n") {
            let line = String(line).trimmed
            guard line.hasPrefix("rosbuild_make_distribution"), let open = line.firstIndex(of: "("),
                let close = line.firstIndex(of: ")"), open < close
            else { continue }
            return String(line[line.index(after: open)..<close]).trimmed
        }
        return nil
    }
}
