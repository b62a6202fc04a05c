// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Who depends on whom, for some kinds of dependency and with conditions evaluated.
///
/// Building it is linear in the number of stated dependencies; so is every query. Orders are deterministic: those of
/// the manifests.
public struct DependencyGraph: Sendable {
    let index: PackageIndex
    /// Entity of each node, packages first, then stacks and metapackages that no package hides.
    let nodes: [Int32]
    /// Node of each string id, -1 for names that are no package.
    let nodeOfName: [Int32]
    /// Edges of node n: `targets[offsets[n]..<offsets[n + 1]]`; a node, or the complement of a string id that names
    /// none.
    let offsets: [Int32]
    let targets: [Int32]
    /// Names that only a `manifest.xml` wants: they can be no rosdep keys.
    let wantedByDry: Set<Int32>

    init(_ index: PackageIndex, kinds: DependencyKinds, context: [String: String]) {
        var builder = GraphBuilder(index: index, kinds: kinds, context: context)
        builder.run()
        self.index = index
        nodes = builder.nodes
        nodeOfName = builder.nodeOfName
        offsets = builder.offsets
        targets = builder.targets
        wantedByDry = builder.wantedByDry
    }

    func name(_ node: Int32) -> String { index.storage.store.string(index.storage.names[Int(nodes[Int(node)])]) }

    func edges(_ node: Int32) -> ArraySlice<Int32> {
        targets[Int(offsets[Int(node)])..<Int(offsets[Int(node) + 1])]
    }

    func node(_ name: String) -> Int32? {
        guard let entity = index.entry(named: name)?.entity else { return nil }
        let node = nodeOfName[Int(index.storage.names[Int(entity)])]
        return node < 0 ? nil : node
    }

    func isInvalid(_ node: Int32) -> Bool { index.package(nodes[Int(node)]).problem != nil }

    func key(_ target: Int32) -> String { index.storage.store.string(~target) }

    /// The names of all packages and metapackages in it, packages first, each sorted.
    public var names: [String] { nodes.indices.map { name(Int32($0)) } }
}

/// Builds the edge lists.
struct GraphBuilder {
    let index: PackageIndex
    let kinds: DependencyKinds
    let context: [String: String]
    private(set) var nodes: [Int32] = []
    private(set) var nodeOfName: [Int32]
    private(set) var offsets: [Int32] = [0]
    private(set) var targets: [Int32] = []
    private(set) var wantedByDry: Set<Int32> = []
    private var holds: [Int8]
    private var members: [Int32: [Int32]] = [:]

    init(index: PackageIndex, kinds: DependencyKinds, context: [String: String]) {
        self.index = index
        self.kinds = kinds
        self.context = context
        nodeOfName = [Int32](repeating: -1, count: index.storage.store.strings.count)
        holds = [Int8](repeating: -1, count: index.storage.store.strings.count)
    }

    mutating func run() {
        let storage = index.storage
        for entity in storage.packages + storage.stacks where storage.entities[Int(entity)].manifest >= 0 {
            let name = Int(storage.names[Int(entity)])
            guard nodeOfName[name] < 0 else { continue }
            nodeOfName[name] = Int32(nodes.count)
            nodes.append(entity)
        }
        if kinds.contains(.group) { collectMembers() }
        var seen = [Int32](repeating: -1, count: storage.store.strings.count)
        for (node, entity) in nodes.enumerated() {
            addEdges(Int32(node), entity, &seen)
            offsets.append(Int32(targets.count))
        }
    }

    private mutating func collectMembers() {
        let storage = index.storage
        for (node, entity) in nodes.enumerated() {
            let entry = storage.store.entries[Int(storage.entities[Int(entity)].manifest)]
            for position in entry.dependencies {
                let stated = storage.store.dependencies[Int(position)]
                if stated.kinds & ManifestStore.StoredDependency.member != 0, counts(stated.condition) {
                    members[stated.name, default: []].append(Int32(node))
                }
            }
        }
    }

    private mutating func addEdges(_ node: Int32, _ entity: Int32, _ seen: inout [Int32]) {
        let storage = index.storage
        let entry = storage.store.entries[Int(storage.entities[Int(entity)].manifest)]
        for position in entry.dependencies {
            let stated = storage.store.dependencies[Int(position)]
            if stated.kinds & ManifestStore.StoredDependency.member != 0 { continue }
            let statedKinds = DependencyKinds(rawValue: stated.kinds & 0xFF)
            guard !statedKinds.isDisjoint(with: kinds), counts(stated.condition) else { continue }
            if statedKinds == .group {
                for member in members[stated.name] ?? [] where member != node { targets.append(member) }
                continue
            }
            guard seen[Int(stated.name)] != node else { continue }
            seen[Int(stated.name)] = node
            let target = nodeOfName[Int(stated.name)]
            let isSystem = stated.kinds & ManifestStore.StoredDependency.system != 0
            if target >= 0, !isSystem {
                targets.append(target)
            } else {
                targets.append(~stated.name)
                if entry.flags.contains(.dry), !isSystem { wantedByDry.insert(stated.name) }
            }
        }
    }

    private mutating func counts(_ condition: Int32) -> Bool {
        guard condition >= 0 else { return true }
        if holds[Int(condition)] < 0 {
            let text = index.storage.store.string(condition)
            // One that cannot be parsed has made its manifest invalid; it counts for nothing here.
            let result = (try? Condition(parsing: text))?.evaluate(context) ?? false
            holds[Int(condition)] = result ? 1 : 0
        }
        return holds[Int(condition)] == 1
    }
}
