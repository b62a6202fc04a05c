// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// The parameter server's values: namespaces are dictionaries, everything else is a leaf.
struct ParameterTree {
    /// A leaf or a namespace.
    indirect enum Node {
        case leaf(XMLRPCValue)
        case namespace([String: Node])

        init(_ value: XMLRPCValue) {
            guard case .structure(let members) = value else {
                self = .leaf(value)
                return
            }
            var children: [String: Node] = [:]
            for member in members { children[member.name] = Node(member.value) }
            self = .namespace(children)
        }

        /// Names in alphabetical order, so that answers can be compared.
        var value: XMLRPCValue {
            switch self {
            case .leaf(let value): value
            case .namespace(let children):
                .structure(children.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value) })
            }
        }

        mutating func set(_ path: ArraySlice<Substring>, _ node: Node) {
            guard let first = path.first else {
                self = node
                return
            }
            // Setting something below a leaf turns the leaf into a namespace.
            var children: [String: Node] = if case .namespace(let children) = self { children } else { [:] }
            // Taken out first: the child is changed in place, not copied.
            var child = children.removeValue(forKey: String(first)) ?? .namespace([:])
            self = .namespace([:])
            child.set(path.dropFirst(), node)
            children[String(first)] = child
            self = .namespace(children)
        }

        mutating func remove(_ path: ArraySlice<Substring>) -> Bool {
            guard let first = path.first, case .namespace(var children) = self else { return false }
            let name = String(first)
            guard var child = children[name] else { return false }
            if path.count == 1 { children[name] = nil } else {
                guard child.remove(path.dropFirst()) else { return false }
                children[name] = child
            }
            self = .namespace(children)
            return true
        }

        func collect(_ prefix: String, _ names: inout [String]) {
            guard case .namespace(let children) = self else { return names.append(prefix) }
            for (name, child) in children.sorted(by: { $0.key < $1.key }) {
                child.collect(GraphName.join(prefix, name), &names)
            }
        }
    }

    /// How many parts a key may have: below the depth that readers of XML-RPC accept.
    static let maximumDepth = 48

    private var root = Node.namespace([:])

    /// The value at a resolved key, or `nil`.
    func value(_ key: String) -> XMLRPCValue? {
        var node = root
        for part in key.split(separator: "/") {
            guard case .namespace(let children) = node, let child = children[String(part)] else { return nil }
            node = child
        }
        return node.value
    }

    /// Whether something is set at a resolved key.
    func contains(_ key: String) -> Bool {
        var node = root
        for part in key.split(separator: "/") {
            guard case .namespace(let children) = node, let child = children[String(part)] else { return false }
            node = child
        }
        return true
    }

    /// Replaces what is at a resolved key, with everything below it.
    mutating func set(_ key: String, _ value: XMLRPCValue) {
        root.set(key.split(separator: "/")[...], Node(value))
    }

    /// Removes a resolved key; false when it was not set.
    mutating func remove(_ key: String) -> Bool { root.remove(key.split(separator: "/")[...]) }

    /// The names of all leaves.
    var names: [String] {
        var names: [String] = []
        root.collect("/", &names)
        return names
    }

    /// The first match of the key's first part, from a namespace upwards.
    func search(from namespace: String, _ key: String) -> String? {
        if key.hasPrefix("/") { return contains(key) ? key : nil }
        guard let first = key.split(separator: "/").first else { return nil }
        var parts = namespace.split(separator: "/")
        while true {
            let prefix = parts.isEmpty ? "/" : "/" + parts.joined(separator: "/") + "/"
            if contains(prefix + first) { return prefix + key }
            guard !parts.isEmpty else { return nil }
            parts.removeLast()
        }
    }
}
