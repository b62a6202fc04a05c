// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a package needs.
public struct Dependencies: Hashable, Sendable {
    /// Packages of the index, each after what it needs itself (as `rospack depends` orders them); for direct
    /// dependencies in the order of the manifest.
    public var packages: [String] = []
    /// Names that are no package here: rosdep keys, as far as can be told. In the order in which they were met.
    public var keys: [String] = []
    /// Names that can be neither: a `manifest.xml` wants a package, or the rosdep rules given do not know the key.
    public var unresolved: [String] = []
    /// Packages among them whose manifest breaks a rule, so that the answer may be incomplete.
    public var invalid: [String] = []
    /// Circles that are reached, each as the packages on it.
    public var cycles: [[String]] = []

    public init() {}
}

extension DependencyGraph {
    /// What `name` needs.
    ///
    /// - Parameters:
    ///   - transitive: Also what those need, and so on.
    ///   - isKey: Tells rosdep keys from misspelt names; nil if nobody knows.
    /// - Throws: `notFound` if there is no such package, `invalidManifest` if its own manifest breaks a rule.
    public func dependencies(
        of name: String, transitive: Bool = true, isKey: ((String) -> Bool)? = nil
    ) throws -> Dependencies {
        guard let start = node(name) else { throw index.notFound(name, what: "package") }
        if let problem = index.package(nodes[Int(start)]).problem {
            throw RosPkgError(.invalidManifest, problem, path: index.package(nodes[Int(start)]).manifestPath)
        }
        var result = Dependencies()
        var seen = [Bool](repeating: false, count: nodes.count)
        var seenKeys: Set<Int32> = []
        func note(_ target: Int32) {
            guard seenKeys.insert(target).inserted else { return }
            let key = key(target)
            if wantedByDry.contains(~target) || (isKey.map { !$0(key) } ?? false) {
                result.unresolved.append(key)
            } else {
                result.keys.append(key)
            }
        }
        if !transitive {
            for target in edges(start) {
                if target < 0 { note(target) } else { result.packages.append(self.name(target)) }
                if target == start { result.cycles.append([name]) }
            }
            return result
        }
        // The start is marked only when it is reached: then it is on a circle, and in its own closure.
        var stack: [(node: Int32, next: Int)] = [(start, 0)]
        var reached: [Int32] = [start]
        while let top = stack.last {
            let list = edges(top.node)
            guard top.next < list.count else {
                stack.removeLast()
                if !stack.isEmpty { result.packages.append(self.name(top.node)) }
                continue
            }
            stack[stack.count - 1].next += 1
            let target = list[list.startIndex + top.next]
            if target < 0 {
                note(target)
            } else if !seen[Int(target)] {
                seen[Int(target)] = true
                if target == start {
                    result.packages.append(self.name(target))
                    continue
                }
                reached.append(target)
                stack.append((target, 0))
                if isInvalid(target) { result.invalid.append(self.name(target)) }
            }
        }
        result.cycles = cycles(within: reached)
        return result
    }

    /// The closure of every package, in the order of `names`, as indices into `names`.
    public func allClosures() -> [[Int32]] {
        var stamp = [Int32](repeating: -1, count: nodes.count)
        var stack: [(node: Int32, next: Int32)] = []
        return nodes.indices.map { start in
            var order: [Int32] = []
            let mark = Int32(start)
            stack.append((mark, offsets[start]))
            while let top = stack.last {
                guard top.next < offsets[Int(top.node) + 1] else {
                    stack.removeLast()
                    if !stack.isEmpty { order.append(top.node) }
                    continue
                }
                stack[stack.count - 1].next += 1
                let target = targets[Int(top.next)]
                if target >= 0, target != mark, stamp[Int(target)] != mark {
                    stamp[Int(target)] = mark
                    stack.append((target, offsets[Int(target)]))
                }
            }
            return order
        }
    }
}
