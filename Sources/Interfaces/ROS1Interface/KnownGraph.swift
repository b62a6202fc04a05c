// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import ROS1

/// The graph as the interface knows it, without its own node, and the service types that were learned.
struct KnownGraph: Sendable {
    private(set) var state = GraphState()
    var isReachable = false
    private var serviceTypes: [String: String] = [:]
    private var beingProbed: Set<String> = []

    mutating func adopt(_ state: GraphState, own: String) {
        var others = state
        func without(_ table: [String: [String]]) -> [String: [String]] {
            table.mapValues { $0.filter { $0 != own } }.filter { !$0.value.isEmpty }
        }
        others.publishers = without(state.publishers)
        others.subscribers = without(state.subscribers)
        // A provider that changed may offer another type.
        for (service, providers) in self.state.services where state.services[service] != providers {
            serviceTypes[service] = nil
        }
        others.services = without(state.services)
        // A master never forgets a type.
        others.types = state.types.filter { others.publishers[$0.key] != nil || others.subscribers[$0.key] != nil }
        self.state = others
        isReachable = true
    }

    /// Services to be asked, marked as being asked.
    mutating func servicesWithoutType() -> [String] {
        let unknown = state.services.keys.filter { serviceTypes[$0] == nil && !beingProbed.contains($0) }.sorted()
        beingProbed.formUnion(unknown)
        return unknown
    }

    mutating func learned(_ service: String, _ probe: ServiceProbe?) {
        beingProbed.remove(service)
        // It may have vanished while it was asked.
        if let probe, state.services[service] != nil { serviceTypes[service] = probe.type }
    }

    func type(ofTopic topic: String) -> String? { state.types[topic].flatMap { $0 == "*" ? nil : $0 } }

    /// An action's type and servers: who says status and result below that name and takes goals there.
    func action(_ path: String) -> (type: String, servers: [String])? {
        guard let goal = type(ofTopic: "\(path)/goal"), goal.hasSuffix("ActionGoal"),
            let listed = state.publishers["\(path)/status"], let ending = state.publishers["\(path)/result"],
            let taking = state.subscribers["\(path)/goal"]
        else { return nil }
        let servers = listed.filter { ending.contains($0) && taking.contains($0) }
        return servers.isEmpty ? nil : (String(goal.dropLast("Goal".count)), servers)
    }

    /// The names of all actions.
    private var actions: [String] {
        state.subscribers.keys.compactMap { topic in
            guard topic.hasSuffix("/goal") else { return nil }
            let path = String(topic.dropLast("/goal".count))
            return action(path) == nil ? nil : path
        }
    }

    func has(_ path: String, _ role: Role) -> Bool {
        switch role {
        case .topic: state.publishers[path] != nil || state.subscribers[path] != nil
        case .service: state.services[path] != nil
        case .action: action(path) != nil
        case .parameter:
            // A namespace is a parameter too: it has what is below it.
            state.parameters.contains { $0 == path || $0.hasPrefix(path == "/" ? "/" : path + "/") }
        case .node: state.nodes.contains(path)
        default: false
        }
    }

    /// Names that somebody may have meant.
    func similar(to path: String) -> [String] {
        let last = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        guard last.utf8.count > 2, last.utf8.count < 200 else { return [] }
        let all = Set(state.publishers.keys).union(state.subscribers.keys).union(state.services.keys)
            .union(state.parameters).union(actions)
        return Array(
            all.filter {
                let end = $0.split(separator: "/").last?.lowercased() ?? ""
                return end.contains(last) || KnownGraph.distance(Array(end.utf8), Array(last.utf8)) <= 2
            }.sorted().prefix(5))
    }

    /// How many letters differ (Levenshtein).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard abs(left.count - right.count) <= 2 else { return 3 }
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let cost = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(cost, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[right.count]
    }

    func info(_ path: String, _ role: Role) -> ResourceInfo {
        switch role {
        case .service:
            return ResourceInfo(
                path: path, role: role, kind: .command, type: serviceTypes[path] ?? "", isReadable: false,
                publishers: state.services[path] ?? [])
        case .action:
            let known = action(path)
            return ResourceInfo(
                path: path, role: role, kind: .command, type: known?.type ?? "", isReadable: false,
                publishers: known?.servers ?? [])
        case .parameter: return ResourceInfo(path: path, role: role, kind: .attribute, isWritable: true)
        case .node: return ResourceInfo(path: path, role: role, kind: .device, isReadable: false)
        default:
            let publishers = state.publishers[path] ?? []
            let subscribers = state.subscribers[path] ?? []
            return ResourceInfo(
                path: path, role: role, kind: .attribute, type: type(ofTopic: path) ?? "",
                isReadable: !publishers.isEmpty, isWritable: !subscribers.isEmpty, publishers: publishers,
                subscribers: subscribers)
        }
    }

    /// All there is, as lists show it.
    func resources() -> [ResourceInfo] {
        let topics = Set(state.publishers.keys).union(state.subscribers.keys)
        return topics.map { info($0, .topic) } + state.services.keys.map { info($0, .service) }
            + actions.map { info($0, .action) } + state.parameters.map { info($0, .parameter) } + state.nodes.map { info($0, .node) }
    }
}
