// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A node's name and the remappings it was started with.
public struct NodeNames: Sendable {
    /// The node's global name.
    public let node: String
    /// From resolved name to resolved name.
    public let remappings: [String: String]
    /// `_name:=value`: private parameters to set, as YAML text.
    public let parameters: [(name: String, text: String)]
    /// `__hostname:=`, `__ip:=`, `__master:=`, `__log:=` as they were given.
    public let specials: [String: String]

    /// A name and its remappings.
    ///
    /// - Parameters:
    ///   - name: the node's base name.
    ///   - arguments: command line arguments; those with `:=` are remappings, the rest is ignored.
    ///   - environment: `ROS_NAMESPACE` is the namespace when `__ns:=` is not given.
    /// - Throws: ``ROS1Error`` with `invalidName`.
    public init(
        _ name: String, arguments: [String] = [], environment: [String: String] = [:]
    ) throws(ROS1Error) {
        var specials: [String: String] = [:]
        var pairs: [(String, String)] = []
        var parameters: [(String, String)] = []
        for argument in arguments {
            guard let separator = argument.firstRange(of: ":=") else { continue }
            let from = String(argument[..<separator.lowerBound])
            let to = String(argument[separator.upperBound...])
            if from.hasPrefix("__") {
                specials[String(from.dropFirst(2))] = to
            } else if from.hasPrefix("_") {
                parameters.append((String(from.dropFirst()), to))
            } else {
                pairs.append((from, to))
            }
        }
        let base = specials["name"] ?? name
        guard GraphName.isLegal(base), GraphName.canonical(base) != "/" else {
            throw ROS1Error(
                .invalidName,
                "'\(base.prefix(100))' is no node name: a letter and then letters, digits and '_' are expected")
        }
        let namespace = specials["ns"] ?? environment["ROS_NAMESPACE"] ?? "/"
        let global = base.hasPrefix("/") ? base : "/\(namespace)/\(base)"
        guard !base.isEmpty, GraphName.canonical(global) != "/", GraphName.isLegal(GraphName.canonical(global)) else {
            throw ROS1Error(
                .invalidName, "'\(base.prefix(100))' in namespace '\(namespace.prefix(100))' is no node name")
        }
        node = GraphName.canonical(global)
        var remappings: [String: String] = [:]
        for (from, to) in pairs {
            remappings[try GraphName.resolve(from, node: node)] = try GraphName.resolve(to, node: node)
        }
        self.remappings = remappings
        self.parameters = parameters.map { (name: $0.0, text: $0.1) }
        self.specials = specials
    }

    /// The global name that `name` means here, remapped.
    public func resolve(_ name: String) throws(ROS1Error) -> String {
        let resolved = try GraphName.resolve(name, node: node)
        return remappings[resolved] ?? resolved
    }
}
