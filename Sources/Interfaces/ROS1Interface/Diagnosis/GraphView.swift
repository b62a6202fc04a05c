// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// The master's view of the graph: who is registered for what.
struct GraphView: Sendable {
    var publishers: [(name: String, nodes: [String])]
    var subscribers: [(name: String, nodes: [String])]
    var services: [(name: String, nodes: [String])]

    /// From the answer of `getSystemState`; `nil` when it is none.
    init?(_ answer: XMLRPCValue) {
        guard let parts = answer.array, parts.count == 3, parts[0].int == 1, let lists = parts[2].array, lists.count == 3
        else { return nil }
        func entries(_ list: XMLRPCValue) -> [(name: String, nodes: [String])] {
            (list.array ?? []).compactMap { entry in
                guard let pair = entry.array, pair.count == 2, let name = pair[0].string else { return nil }
                return (name, (pair[1].array ?? []).compactMap(\.string))
            }
        }
        publishers = entries(lists[0])
        subscribers = entries(lists[1])
        services = entries(lists[2])
    }

    var nodes: [String] { Set((publishers + subscribers + services).flatMap(\.nodes)).sorted() }

    var topics: [String] { Set((publishers + subscribers).map(\.name)).sorted() }

    func isPublished(_ topic: String) -> Bool { publishers.contains { $0.name == topic && !$0.nodes.isEmpty } }
}
