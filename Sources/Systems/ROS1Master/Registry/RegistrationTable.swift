// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// Who provides or uses what: names in the order of their first registration, each with its nodes.
struct RegistrationTable {
    /// A node at an address.
    struct Entry: Hashable {
        var node: String
        var uri: String
    }

    private var entries: [String: [Entry]] = [:] { didSet { listing = nil } }
    /// What ``nodesByName()`` made since the last change: tools ask for it several times a second.
    private var listing: XMLRPCValue?
    private var order: [String] = []

    subscript(name: String) -> [Entry] { entries[name] ?? [] }
    var names: [String] { order }
    func uris(_ name: String) -> [String] { self[name].map(\.uri) }

    /// Each name with its nodes, as `getSystemState` answers it.
    mutating func nodesByName() -> XMLRPCValue {
        if let listing { return listing }
        let fresh = XMLRPCValue.array(names.map { [.string($0), .array(self[$0].map { .string($0.node) })] })
        listing = fresh
        return fresh
    }

    mutating func add(_ name: String, _ entry: Entry) {
        if entries[name] == nil { order.append(name) }
        if !(entries[name]?.contains(entry) ?? false) { entries[name, default: []].append(entry) }
    }

    /// Replaces all entries of a name: only the newest provider of a service counts.
    mutating func replace(_ name: String, _ entry: Entry) {
        if entries[name] == nil { order.append(name) }
        entries[name] = [entry]
    }

    mutating func remove(_ name: String, where matches: (Entry) -> Bool) -> Bool {
        guard var list = entries[name], let index = list.firstIndex(where: matches) else { return false }
        list.remove(at: index)
        if list.isEmpty {
            entries[name] = nil
            order.removeAll { $0 == name }
        } else {
            entries[name] = list
        }
        return true
    }

    /// Removes a node everywhere; answers the names it was in.
    mutating func removeAll(node: String) -> [String] {
        let names = order.filter { entries[$0]?.contains { $0.node == node } ?? false }
        for name in names { while remove(name, where: { $0.node == node }) {} }
        return names
    }

    func contains(node: String) -> Bool { entries.values.contains { $0.contains { $0.node == node } } }
}
