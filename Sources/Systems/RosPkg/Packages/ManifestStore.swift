// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The part of every manifest that an index keeps, in a few flat arrays: a package takes about 200 bytes.
struct ManifestStore {
    struct Flags: OptionSet {
        let rawValue: UInt8
        /// Its name is known, so it is a package, though the manifest may break other rules.
        static let named = Flags(rawValue: 1 << 0)
        static let metapackage = Flags(rawValue: 1 << 1)
        /// A manifest of another ecosystem.
        static let foreign = Flags(rawValue: 1 << 2)
        static let dry = Flags(rawValue: 1 << 3)
        /// Not even XML.
        static let broken = Flags(rawValue: 1 << 4)
        static let hasExports = Flags(rawValue: 1 << 5)
    }

    struct Entry {
        var name: Int32
        var version: Int32 = -1
        /// What is wrong with it; -1 for nothing.
        var error: Int32 = -1
        var warning: Int32 = -1
        var format: Int8 = 0
        var flags: Flags = []
        var dependencies: Range<Int32> = 0..<0
    }

    struct StoredDependency {
        var name: Int32
        var condition: Int32
        /// The raw value of `DependencyKinds`, and the bits below.
        var kinds: UInt16

        static let generic: UInt16 = 1 << 15
        /// A rosdep key by its tag (dry manifests).
        static let system: UInt16 = 1 << 14
        /// The package is a member of this group.
        static let member: UInt16 = 1 << 13
    }

    private(set) var strings: [String] = []
    private var ids: [String: Int32] = [:]
    private(set) var entries: [Entry] = []
    private(set) var dependencies: [StoredDependency] = []

    init() {}

    /// Takes arrays read from a cache file, all indices already checked.
    init(strings: [String], entries: [Entry], dependencies: [StoredDependency]) {
        self.strings = strings
        self.entries = entries
        self.dependencies = dependencies
    }

    /// The id of every string, for a store whose strings came from a file.
    private mutating func indexStrings() {
        ids.reserveCapacity(strings.count)
        for (index, string) in strings.enumerated() { ids[string] = Int32(index) }
    }

    func string(_ id: Int32) -> String { strings[Int(id)] }
    func optional(_ id: Int32) -> String? { id < 0 ? nil : strings[Int(id)] }

    mutating func id(_ string: String) -> Int32 {
        if ids.isEmpty, !strings.isEmpty { indexStrings() }
        if let id = ids[string] { return id }
        let id = Int32(strings.count)
        strings.append(string)
        ids[string] = id
        return id
    }

    /// Keeps what is needed of a manifest that was just read.
    mutating func add(_ finding: Finding) -> Int32 {
        guard let manifest = finding.manifest else {
            var entry = Entry(name: id(""), flags: .broken)
            entry.error = id(finding.error?.description ?? "Cannot be read.")
            entries.append(entry)
            return Int32(entries.count - 1)
        }
        var entry = Entry(name: id(manifest.name), format: Int8(clamping: manifest.format))
        if finding.isForeign { entry.flags.insert(.foreign) }
        if manifest.kind == .dryPackage {
            entry.flags.formUnion([.dry, .named])
        } else if !manifest.name.isEmpty, PackageRules.isName(manifest.name) {
            entry.flags.insert(.named)
        }
        if manifest.isMetapackage { entry.flags.insert(.metapackage) }
        if !manifest.exports.isEmpty { entry.flags.insert(.hasExports) }
        if let version = manifest.version { entry.version = id(version) }
        if let error = finding.error { entry.error = id(error.message) }
        if !manifest.warnings.isEmpty { entry.warning = id(manifest.warnings.joined(separator: "\n")) }
        let first = Int32(dependencies.count)
        for dependency in manifest.dependencies(of: .all) {
            let generic = dependency.isGeneric ? StoredDependency.generic : 0
            append(dependency.name, dependency.condition, dependency.kinds.rawValue | generic)
        }
        for group in manifest.groupDependencies {
            append(group.name, group.condition, DependencyKinds.group.rawValue)
        }
        for group in manifest.groupMemberships { append(group.name, group.condition, StoredDependency.member) }
        for key in manifest.systemDependencies {
            append(key, nil, StoredDependency.system | DependencyKinds([.build, .buildExport, .exec]).rawValue)
        }
        entry.dependencies = first..<Int32(dependencies.count)
        entries.append(entry)
        return Int32(entries.count - 1)
    }

    private mutating func append(_ name: String, _ condition: Condition?, _ kinds: UInt16) {
        dependencies.append(
            StoredDependency(name: id(name), condition: condition.map { id($0.text) } ?? -1, kinds: kinds))
    }

    /// Copies an entry of another store, the cache's.
    ///
    /// - Parameter map: The ids of the other store's strings here, -1 where not copied yet.
    mutating func copy(_ index: Int32, from other: ManifestStore, map: inout [Int32]) -> Int32 {
        func translated(_ id: Int32, _ map: inout [Int32], _ store: inout ManifestStore) -> Int32 {
            guard id >= 0 else { return -1 }
            if map[Int(id)] < 0 { map[Int(id)] = store.id(other.strings[Int(id)]) }
            return map[Int(id)]
        }
        var entry = other.entries[Int(index)]
        entry.name = translated(entry.name, &map, &self)
        entry.version = translated(entry.version, &map, &self)
        entry.error = translated(entry.error, &map, &self)
        entry.warning = translated(entry.warning, &map, &self)
        let first = Int32(dependencies.count)
        for position in entry.dependencies {
            let old = other.dependencies[Int(position)]
            dependencies.append(
                StoredDependency(
                    name: translated(old.name, &map, &self), condition: translated(old.condition, &map, &self),
                    kinds: old.kinds))
        }
        entry.dependencies = first..<Int32(dependencies.count)
        entries.append(entry)
        return Int32(entries.count - 1)
    }
}
