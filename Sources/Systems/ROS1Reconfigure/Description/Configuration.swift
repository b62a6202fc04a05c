// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// What is set in a node (dynamic_reconfigure/Config).
public struct Configuration: Sendable, Hashable {
    /// The parameters' values.
    public var values: Record
    /// Which groups are on.
    public var groups: [String: Bool]

    /// The value of a parameter; null when there is none.
    public subscript(name: String) -> Value { values[name] ?? .null }

    /// A configuration from its message.
    init(_ message: Value) {
        var values: [(name: String, value: Value)] = []
        for list in [message.bools, message.ints, message.strs, message.doubles] {
            for parameter in list.array ?? [] { values.append((parameter.name.string ?? "", parameter.value)) }
        }
        self.values = Record(values)
        groups = Dictionary(
            (message.groups.array ?? []).map { ($0.name.string ?? "", $0.state.bool ?? false) },
            uniquingKeysWith: { _, last in last })
    }
}
