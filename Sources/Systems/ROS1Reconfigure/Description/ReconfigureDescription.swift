// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// What can be set in a node (dynamic_reconfigure/ConfigDescription).
public struct ReconfigureDescription: Sendable, Hashable {
    /// The parameters in the node's order.
    public var parameters: [ReconfigurableParameter]
    /// Their groups.
    public var groups: [ReconfigurableGroup]

    /// The parameter of that name.
    public subscript(name: String) -> ReconfigurableParameter? { parameters.first { $0.name == name } }

    /// A description from its message.
    /// - Throws: ``ReconfigureError`` with `malformed`.
    init(_ message: Value) throws(ReconfigureError) {
        let least = Configuration(message.min).values
        let greatest = Configuration(message.max).values
        let initial = Configuration(message.dflt).values
        parameters = []
        groups = []
        for group in message.groups.array ?? [] {
            let id = Int32(clamping: group.id.int ?? 0)
            groups.append(
                ReconfigurableGroup(
                    id: id, parent: Int32(clamping: group.parent.int ?? 0), name: group.name.string ?? "",
                    style: group.type.string ?? ""))
            for parameter in group.parameters.array ?? [] {
                let name = parameter.name.string ?? ""
                guard let kind = ReconfigurableParameter.Kind(rawValue: parameter.type.string ?? "") else {
                    throw ReconfigureError(
                        .malformed,
                        "\(name) is of type '\(parameter.type.string ?? "")'; bool, int, double and str are known")
                }
                let isNumber = kind == .int || kind == .double
                parameters.append(
                    ReconfigurableParameter(
                        name: name, kind: kind, text: parameter["description"].string ?? "",
                        level: UInt32(clamping: parameter.level.int ?? 0),
                        editMethod: parameter.edit_method.string ?? "", minimum: isNumber ? least[name] : nil,
                        maximum: isNumber ? greatest[name] : nil, initial: initial[name], group: id))
            }
        }
    }

    /// The names that a change may have meant.
    private var names: String { parameters.map(\.name).sorted().prefix(20).joined(separator: ", ") }

    /// The message that asks for changes.
    func request(_ changes: Record, _ groupStates: [String: Bool], clamps: Bool) throws(ReconfigureError) -> Value {
        var lists: [ReconfigurableParameter.Kind: [Value]] = [:]
        for change in changes.entries {
            guard let parameter = self[change.name] else {
                throw ReconfigureError(.unknownName, "there is no parameter '\(change.name)'; there are \(names)")
            }
            lists[parameter.kind, default: []].append(
                ["name": .string(change.name), "value": try parameter.checked(change.value, clamps: clamps)])
        }
        var states: [Value] = []
        for (name, state) in groupStates.sorted(by: { $0.key < $1.key }) {
            guard let group = groups.first(where: { $0.name == name }) else {
                throw ReconfigureError(
                    .unknownName,
                    "there is no group '\(name)'; there are \(groups.map(\.name).joined(separator: ", "))")
            }
            states.append([
                "name": .string(name), "state": .bool(state), "id": Value(group.id), "parent": Value(group.parent),
            ])
        }
        return [
            "bools": .array(lists[.bool] ?? []), "ints": .array(lists[.int] ?? []),
            "strs": .array(lists[.string] ?? []), "doubles": .array(lists[.double] ?? []), "groups": .array(states),
        ]
    }
}
