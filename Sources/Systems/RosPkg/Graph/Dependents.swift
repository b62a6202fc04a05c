// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension DependencyGraph {
    /// Edge lists the other way round, in the same form.
    private func reversed() -> (offsets: [Int32], sources: [Int32]) {
        var counts = [Int32](repeating: 0, count: nodes.count + 1)
        for target in targets where target >= 0 { counts[Int(target) + 1] += 1 }
        for node in nodes.indices { counts[node + 1] += counts[node] }
        var fill = counts
        var sources = [Int32](repeating: 0, count: Int(counts[nodes.count]))
        for node in nodes.indices {
            for target in edges(Int32(node)) where target >= 0 {
                sources[Int(fill[Int(target)])] = Int32(node)
                fill[Int(target)] += 1
            }
        }
        return (counts, sources)
    }

    /// The packages that need `name`, sorted; `name` may be a rosdep key or a package that is not here.
    public func dependents(on name: String, transitive: Bool = true) -> [String] {
        var found: [Int32] = []
        var seen = [Bool](repeating: false, count: nodes.count)
        let (offsets, sources) = reversed()
        var queue: [Int32] = []
        if let start = node(name) {
            queue = Array(sources[Int(offsets[Int(start)])..<Int(offsets[Int(start) + 1])])
        } else {
            for node in nodes.indices where edges(Int32(node)).contains(where: { $0 < 0 && key($0) == name }) {
                queue.append(Int32(node))
            }
        }
        while let next = queue.popLast() {
            guard !seen[Int(next)] else { continue }
            seen[Int(next)] = true
            found.append(next)
            if transitive { queue += sources[Int(offsets[Int(next)])..<Int(offsets[Int(next) + 1])] }
        }
        let start = node(name)
        return found.filter { $0 != start }.map(self.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Every chain of dependencies from one package to another, in the order in which they are found by following the
    /// manifests; at most `limit`.
    ///
    /// - Throws: `notFound`.
    public func chains(from: String, to: String, limit: Int = 1000) throws -> [[String]] {
        guard let start = node(from) else { throw index.notFound(from, what: "package") }
        guard let goal = node(to) else { throw index.notFound(to, what: "package") }
        // Only through packages that lead to the goal: nothing else is worth a step.
        var leads = [Bool](repeating: false, count: nodes.count)
        let (offsets, sources) = reversed()
        var queue = [goal]
        while let next = queue.popLast() {
            if leads[Int(next)] { continue }
            leads[Int(next)] = true
            queue += sources[Int(offsets[Int(next)])..<Int(offsets[Int(next) + 1])].filter { !leads[Int($0)] }
        }
        var chains: [[String]] = []
        var onPath = [Bool](repeating: false, count: nodes.count)
        var path: [(node: Int32, next: Int)] = [(start, 0)]
        onPath[Int(start)] = true
        while let top = path.last, chains.count < limit {
            let list = edges(top.node)
            guard top.next < list.count else {
                onPath[Int(top.node)] = false
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let target = list[list.startIndex + top.next]
            guard target >= 0, leads[Int(target)] else { continue }
            if target == goal {
                chains.append(path.map { name($0.node) } + [to])
            } else if !onPath[Int(target)] {
                onPath[Int(target)] = true
                path.append((target, 0))
            }
        }
        return chains
    }
}
