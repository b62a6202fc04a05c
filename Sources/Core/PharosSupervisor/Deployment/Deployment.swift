// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// What `pharos up` keeps running: nodes, in the order in which they start.
public struct Deployment: Sendable {
    /// The directory of sockets, locks and logs; `nil`: the user's own, as for every program.
    public var runtimeDirectory: String?
    /// The program started for nodes; `nil`: found as the client library finds it.
    public var executable: String?
    /// The nodes, each behind all that it starts after.
    public private(set) var nodes: [NodeDeclaration]

    /// A deployment of `nodes`, put into an order in which each stands behind what it names in
    /// ``NodeDeclaration/after``.
    /// - Throws: ``PharosError`` with `invalidValue`: two declarations for one node, a name that is not declared, a
    ///   cycle (the message walks it).
    public init(
        nodes: [NodeDeclaration], runtimeDirectory: String? = nil, executable: String? = nil
    ) throws(PharosError) {
        self.runtimeDirectory = runtimeDirectory
        self.executable = executable
        self.nodes = try Deployment.ordered(nodes)
    }

    private static func ordered(_ nodes: [NodeDeclaration]) throws(PharosError) -> [NodeDeclaration] {
        var named: [String: NodeDeclaration] = [:]
        var taken: [String: String] = [:]
        for node in nodes {
            named[node.label] = node
            let key = "\(node.key)"
            if let other = taken[key] {
                throw PharosError(
                    .invalidValue,
                    "node.\(other) and node.\(node.label) are both the node \(key); give one of them a profile of its own")
            }
            taken[key] = node.label
        }
        for node in nodes {
            for label in node.after where named[label] == nil {
                throw PharosError(
                    .invalidValue,
                    "node.\(node.label).after names '\(label)', which is not declared; declared are "
                        + nodes.map(\.label).joined(separator: ", "))
            }
        }
        var done: Set<String> = []
        var path: [String] = []
        var result: [NodeDeclaration] = []
        func visit(_ node: NodeDeclaration) throws(PharosError) {
            guard !done.contains(node.label) else { return }
            if let start = path.firstIndex(of: node.label) {
                throw PharosError(
                    .invalidValue,
                    "nodes wait for each other: \((path[start...] + [node.label]).joined(separator: " after "))")
            }
            path.append(node.label)
            for label in node.after { if let other = named[label] { try visit(other) } }
            path.removeLast()
            done.insert(node.label)
            result.append(node)
        }
        for node in nodes { try visit(node) }
        return result
    }
}
