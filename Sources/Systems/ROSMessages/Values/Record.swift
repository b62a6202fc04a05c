// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Named values in order: a message, a dictionary parameter.
public struct Record: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// Names and values in order.
    public private(set) var entries: [(name: String, value: Value)]

    /// A record from names and values in order; a name that comes twice keeps its last value.
    public init(_ entries: [(name: String, value: Value)] = []) {
        self.entries = []
        self.entries.reserveCapacity(entries.count)
        var seen: [String: Int] = [:]
        for entry in entries {
            if let index = seen[entry.name] { self.entries[index].value = entry.value } else {
                seen[entry.name] = self.entries.count
                self.entries.append(entry)
            }
        }
    }

    /// Names that are known to be different; for decoders.
    init(distinct entries: [(name: String, value: Value)]) { self.entries = entries }

    /// A record from a literal.
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { (name: $0.0, value: $0.1) }) }

    /// The value of a name; setting appends a new name, setting `nil` removes it.
    public subscript(name: String) -> Value? {
        get { entries.first { $0.name == name }?.value }
        set {
            let index = entries.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// The names in order.
    public var names: [String] { entries.map(\.name) }
    /// How many names there are.
    public var count: Int { entries.count }

    /// Equal when names and values are, in order.
    public static func == (left: Record, right: Record) -> Bool {
        left.entries.count == right.entries.count
            && zip(left.entries, right.entries).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    /// Hashes names and values.
    public func hash(into hasher: inout Hasher) {
        for entry in entries {
            hasher.combine(entry.name)
            hasher.combine(entry.value)
        }
    }
}
