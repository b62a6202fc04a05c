// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Decides which of several packages of one name counts, and sorts the rest.
struct IndexBuilder {
    private let entities: [Scanner.Entity]
    private(set) var store: ManifestStore
    private(set) var names: [Int32] = []
    private(set) var packages: [Int32] = []
    private(set) var stacks: [Int32] = []
    private(set) var shadows: [(Int32, Int32)] = []
    private(set) var problems: [Problem] = []

    init(result: Scanner.Result) {
        entities = result.entities
        store = result.store
    }

    mutating func run() {
        names.reserveCapacity(entities.count)
        for entity in entities { names.append(name(entity)) }
        var firstPackage = [Int32](repeating: -1, count: store.strings.count)
        var firstStack = firstPackage
        for (index, entity) in entities.enumerated() {
            let name = Int(names[index])
            let isStackLike = entity.isStack || store.entries[Int(entity.manifest)].flags.contains(.metapackage)
            let winner = isStackLike ? firstStack[name] : firstPackage[name]
            if winner < 0 {
                if isStackLike {
                    firstStack[name] = Int32(index)
                    stacks.append(Int32(index))
                } else {
                    firstPackage[name] = Int32(index)
                    packages.append(Int32(index))
                }
            } else {
                noteShadow(winner, Int32(index))
            }
        }
        packages = sorted(packages)
        stacks = sorted(stacks)
    }

    private mutating func name(_ entity: Scanner.Entity) -> Int32 {
        if entity.manifest >= 0 {
            let entry = store.entries[Int(entity.manifest)]
            if entry.flags.contains(.named), !entry.flags.contains(.dry) { return entry.name }
        }
        return store.id(Files.lastComponent(entity.path))
    }

    private mutating func noteShadow(_ winner: Int32, _ loser: Int32) {
        let (first, second) = (entities[Int(winner)], entities[Int(loser)])
        // The same directory, reached by a link or by overlapping roots.
        if first.device == second.device, first.inode == second.inode, first.inode != 0 { return }
        shadows.append((winner, loser))
        guard first.root == second.root else { return }
        let name = store.string(names[Int(winner)])
        problems.append(
            Problem(
                .warning, "duplicate", path: second.path,
                "\"\(name)\" is also at \(first.path), in the same root; that one counts."))
    }

    private func sorted(_ list: [Int32]) -> [Int32] {
        list.sorted { left, right in
            let a = store.string(names[Int(left)])
            let b = store.string(names[Int(right)])
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
    }
}
