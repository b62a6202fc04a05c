// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Every package and stack below some search roots: an immutable value, cheap to copy and to share.
///
/// Where a name appears more than once, the first root wins, and within a root the first path in sorted order; the
/// others are kept as `duplicates`. A manifest that is broken costs one entry of `problems` and hides nothing else.
public struct PackageIndex: Sendable {
    final class Storage: Sendable {
        let roots: [SearchRoot]
        let store: ManifestStore
        let entities: [Scanner.Entity]
        /// The string id of each entity's name.
        let names: [Int32]
        /// Entities that win, sorted by name: packages proper, and stacks with metapackages.
        let packages: [Int32]
        let stacks: [Int32]
        /// Pairs of winner and shadowed.
        let shadows: [(Int32, Int32)]
        let problems: [Problem]

        init(
            roots: [SearchRoot], store: ManifestStore, entities: [Scanner.Entity], names: [Int32], packages: [Int32],
            stacks: [Int32], shadows: [(Int32, Int32)], problems: [Problem]
        ) {
            self.roots = roots
            self.store = store
            self.entities = entities
            self.names = names
            self.packages = packages
            self.stacks = stacks
            self.shadows = shadows
            self.problems = problems
        }
    }

    let storage: Storage
    /// True if every directory and manifest was as the cache had it.
    public let isFromCache: Bool

    /// Looks for packages below `roots`.
    ///
    /// Never fails: what cannot be read is in `problems`.
    ///
    /// - Parameters:
    ///   - roots: Earlier ones overlay later ones.
    ///   - options: Limits.
    ///   - cache: Where to look for and keep what was found; nil for no cache.
    public static func scan(
        _ roots: [SearchRoot], options: ScanOptions = .default, cache: IndexCache? = nil
    ) -> PackageIndex {
        let cached = cache?.load(roots)
        var scanner = Scanner(roots: roots, options: options, cached: cached)
        var result = scanner.run()
        if result.isChanged || cached == nil { cache?.save(result, roots: roots) }
        return PackageIndex(roots: roots, result: &result)
    }

    init(roots: [SearchRoot], result: inout Scanner.Result) {
        var builder = IndexBuilder(result: result)
        builder.run()
        isFromCache = !result.isChanged
        storage = Storage(
            roots: roots, store: builder.store, entities: result.entities, names: builder.names,
            packages: builder.packages, stacks: builder.stacks, shadows: builder.shadows,
            problems: result.problems + builder.problems)
    }

    /// The search roots, first to last.
    public var roots: [SearchRoot] { storage.roots }

    /// The packages, sorted by name; metapackages and stacks are in `stacks`.
    public var packages: [Package] { storage.packages.map(package) }

    /// Metapackages and rosbuild's stacks, sorted by name.
    public var stacks: [Package] { storage.stacks.map(package) }

    /// Everything that was wrong on the way.
    public var problems: [Problem] { storage.problems }

    /// Paths that are hidden by another of the same name, by name; the first path of each list is the one that counts.
    public var duplicates: [String: [String]] {
        var lists: [String: [String]] = [:]
        for (winner, loser) in storage.shadows {
            let name = storage.store.string(storage.names[Int(winner)])
            lists[name, default: [storage.entities[Int(winner)].path]].append(storage.entities[Int(loser)].path)
        }
        return lists
    }

    func package(_ entity: Int32) -> Package {
        let found = storage.entities[Int(entity)]
        let root = storage.roots[Int(found.root)]
        let name = storage.store.string(storage.names[Int(entity)])
        guard found.manifest >= 0 else {
            return Package(
                name: name, path: found.path, kind: .stack, version: nil, format: 0, root: root, problem: nil,
                entity: entity)
        }
        let entry = storage.store.entries[Int(found.manifest)]
        var kind = Package.Kind.wet
        if entry.flags.contains(.metapackage) { kind = .metapackage }
        if !entry.flags.contains(.named) || entry.flags.contains(.dry) { kind = .dry }
        if kind == .dry, storage.names.indices.contains(Int(entity) + 1) {
            let next = storage.entities[Int(entity) + 1]
            if next.isStack, next.path == found.path { kind = .unaryStack }
        }
        return Package(
            name: name, path: found.path, kind: kind, version: storage.store.optional(entry.version),
            format: Int(entry.format), root: root, problem: storage.store.optional(entry.error), entity: entity)
    }

    private func search(_ name: String, in list: [Int32]) -> Int32? {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            let other = storage.store.string(storage.names[Int(list[middle])])
            if other == name { return list[middle] }
            if other.utf8.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// True if there is a package of that name.
    public func contains(_ name: String) -> Bool { search(name, in: storage.packages) != nil }

    /// The package of a name, nil if there is none.
    public func package(named name: String) -> Package? { search(name, in: storage.packages).map(package) }

    /// The stack or metapackage of a name, nil if there is none.
    public func stack(named name: String) -> Package? { search(name, in: storage.stacks).map(package) }

    /// The package of a name, or else the metapackage or stack.
    public func entry(named name: String) -> Package? { package(named: name) ?? stack(named: name) }

    /// The package of a name.
    ///
    /// - Throws: `notFound` with the paths searched and the nearest names.
    public func find(_ name: String) throws -> Package {
        if let package = package(named: name) { return package }
        throw notFound(name, what: "package")
    }

    /// The stack or metapackage of a name.
    public func findStack(_ name: String) throws -> Package {
        if let stack = stack(named: name) { return stack }
        throw notFound(name, what: "stack")
    }

    func notFound(_ name: String, what: String) -> RosPkgError {
        let list = what == "stack" ? storage.stacks : storage.packages
        let names = list.map { storage.store.string(storage.names[Int($0)]) }
        var message = "No \(what) \"\(name)\" among the \(list.count) found."
        if what == "package", stack(named: name) != nil { message += " There is a stack or metapackage of that name." }
        if what == "stack", package(named: name) != nil { message += " There is a package of that name." }
        if roots.isEmpty { message += " The search path is empty: is a workspace missing from ROS_PACKAGE_PATH?" }
        return RosPkgError(
            .notFound, message,
            searched: roots.map { root in
                Files.isDirectory(root.path) ? root.path : root.path + " (does not exist)"
            }, similar: Similarity.nearest(to: name, in: names))
    }

    /// The package whose directory holds `path`, by its real path; nil if none does.
    public func package(containing path: String) -> Package? {
        guard let real = Files.realPath(path) else { return nil }
        var best: (Int, Int32)?
        for entity in storage.packages + storage.stacks {
            let directory = storage.entities[Int(entity)].path
            guard let resolved = Files.realPath(directory) else { continue }
            if real == resolved || real.hasPrefix(resolved + "/"), resolved.utf8.count > best?.0 ?? -1 {
                best = (resolved.utf8.count, entity)
            }
        }
        return best.map { package($0.1) }
    }

    /// The file that defines a message, service or action: `<package>/msg/<name>.msg`.
    ///
    /// - Parameters:
    ///   - kind: `msg`, `srv` or `action`.
    /// - Returns: nil if the package or the file is not there.
    public func definitionPath(package: String, kind: String, name: String) -> String? {
        guard PackageRules.isName(name), let found = entry(named: package) else { return nil }
        let path = Files.join(found.path, kind + "/" + name + "." + kind)
        if Files.isFile(path) { return path }
        // An overlay's source directory may lack what only the installed copy has (generated definitions).
        for other in duplicates[package] ?? [] {
            let path = Files.join(other, kind + "/" + name + "." + kind)
            if Files.isFile(path) { return path }
        }
        return nil
    }

    /// The directories that hold `<package>/msg` and the like, first to last.
    public var shareRoots: [String] { roots.map(\.share) }
}
