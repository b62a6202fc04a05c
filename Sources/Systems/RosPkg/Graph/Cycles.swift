// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension DependencyGraph {
    /// Every circle of packages that need each other: the strongly connected parts with more than one package, and
    /// packages that need themselves. Each is sorted by name.
    public func cycles() -> [[String]] { cycles(within: nodes.indices.map(Int32.init)) }

    /// Tarjan's algorithm without recursion, started from `roots` in order.
    func cycles(within roots: [Int32]) -> [[String]] {
        var number = [Int32](repeating: -1, count: nodes.count)
        var low = number
        var onStack = [Bool](repeating: false, count: nodes.count)
        var open: [Int32] = []
        var path: [(node: Int32, next: Int32)] = []
        var counter: Int32 = 0
        var found: [[String]] = []

        func enter(_ node: Int32) {
            number[Int(node)] = counter
            low[Int(node)] = counter
            counter += 1
            open.append(node)
            onStack[Int(node)] = true
            path.append((node, offsets[Int(node)]))
        }
        func leave(_ node: Int32) {
            guard low[Int(node)] == number[Int(node)] else { return }
            var part: [Int32] = []
            while let last = open.popLast() {
                onStack[Int(last)] = false
                part.append(last)
                if last == node { break }
            }
            if part.count > 1 || edges(node).contains(node) { found.append(part.map(name).sorted()) }
        }
        for root in roots where number[Int(root)] < 0 {
            enter(root)
            while let top = path.last {
                if top.next < offsets[Int(top.node) + 1] {
                    path[path.count - 1].next += 1
                    let target = targets[Int(top.next)]
                    guard target >= 0 else { continue }
                    if number[Int(target)] < 0 {
                        enter(target)
                    } else if onStack[Int(target)] {
                        low[Int(top.node)] = min(low[Int(top.node)], number[Int(target)])
                    }
                } else {
                    path.removeLast()
                    if let parent = path.last?.node {
                        low[Int(parent)] = min(low[Int(parent)], low[Int(top.node)])
                    }
                    leave(top.node)
                }
            }
        }
        return found
    }

    /// All packages, each after what it needs; among equals by name.
    ///
    /// - Throws: `cycle`, naming the first circle.
    public func topologicalOrder() throws -> [String] {
        if let cycle = cycles().first {
            throw RosPkgError(.cycle, "Packages need each other in a circle: \(cycle.joined(separator: ", ")).")
        }
        var done = [Bool](repeating: false, count: nodes.count)
        var order: [String] = []
        for start in nodes.indices where !done[start] {
            var stack: [(node: Int32, next: Int32)] = [(Int32(start), offsets[start])]
            done[start] = true
            while let top = stack.last {
                if top.next < offsets[Int(top.node) + 1] {
                    stack[stack.count - 1].next += 1
                    let target = targets[Int(top.next)]
                    if target >= 0, !done[Int(target)] {
                        done[Int(target)] = true
                        stack.append((target, offsets[Int(target)]))
                    }
                } else {
                    order.append(name(top.node))
                    stack.removeLast()
                }
            }
        }
        return order
    }
}
