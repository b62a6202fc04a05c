// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

internal import Yams

/// A YAML document as plain values. Scalars stay text: rosdep's keys `43` and `8` are names, not numbers.
indirect enum YAMLValue: Hashable, Sendable {
    case null
    case text(String)
    case list([YAMLValue])
    /// In the order of the file.
    case map([Pair])

    struct Pair: Hashable, Sendable {
        var key: String
        var value: YAMLValue
    }

    subscript(key: String) -> YAMLValue? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.last { $0.key == key }?.value
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var pairs: [Pair] {
        guard case .map(let pairs) = self else { return [] }
        return pairs
    }

    var list: [YAMLValue] {
        switch self {
        case .list(let values): values
        case .text: [self]
        case .null, .map: []
        }
    }
}

/// Reads YAML with Yams, within limits.
enum YAMLReader {
    /// The largest file: rosdistro's distribution files have about half a MiB.
    static let sizeLimit = 16 << 20
    /// Lists and mappings within each other.
    static let depthLimit = 64
    /// Open brackets at any place, counted without a look at quotes and comments: generous, since texts have some, too.
    static let bracketLimit = 400
    /// Values in all, aliases expanded.
    static let valueLimit = 2_000_000

    static func read(_ path: String) throws -> YAMLValue {
        guard let text = Files.text(path, limit: sizeLimit) else {
            throw RosPkgError(.unreadable, "Expected a YAML file that can be read.", path: path)
        }
        return try parse(text, path: path)
    }

    static func parse(_ text: String, path: String? = nil) throws -> YAMLValue {
        // The parser below recurses for each level: bound them before it sees the text.
        guard nesting(text) <= bracketLimit else {
            throw RosPkgError(.limit, "YAML nested more than \(bracketLimit) deep.", path: path)
        }
        do {
            guard let node = try Yams.compose(yaml: text) else { return .null }
            var budget = valueLimit
            return try value(node, depth: 0, budget: &budget, path: path)
        } catch let error as RosPkgError {
            throw error
        } catch {
            throw RosPkgError(.malformed, "Not a YAML document: \(error)", path: path, cause: error)
        }
    }

    private static func value(_ node: Node, depth: Int, budget: inout Int, path: String?) throws -> YAMLValue {
        budget -= 1
        guard budget > 0, depth <= depthLimit else {
            throw RosPkgError(.limit, "YAML with too many values.", path: path)
        }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return isNull ? .null : .text(scalar.string)
        case .sequence(let sequence):
            return .list(try sequence.map { try value($0, depth: depth + 1, budget: &budget, path: path) })
        case .mapping(let mapping):
            return .map(
                try mapping.map { pair in
                    YAMLValue.Pair(
                        key: pair.key.scalar?.string ?? "",
                        value: try value(pair.value, depth: depth + 1, budget: &budget, path: path))
                })
        case .alias:
            return .null
        }
    }

    /// An upper bound of how deep the document nests: brackets, indentation steps and dashes on one line.
    private static func nesting(_ text: String) -> Int {
        var flow = 0
        var deepest = 0
        var indents: [Int] = []
        for line in text.utf8.split(separator: 0x0A) {
            let indent = line.prefix { $0 == 0x20 }.count
            while let last = indents.last, last >= indent { indents.removeLast() }
            indents.append(indent)
            var dashes = 0
            var rest = line.dropFirst(indent)
            while rest.first == 0x2D || rest.first == 0x3F, rest.dropFirst().first == 0x20 {
                dashes += 1
                rest = rest.dropFirst(2).drop { $0 == 0x20 }
            }
            for byte in rest {
                if byte == 0x5B || byte == 0x7B { flow += 1 }
                if (byte == 0x5D || byte == 0x7D), flow > 0 { flow -= 1 }
                deepest = max(deepest, flow)
            }
            deepest = max(deepest, flow + indents.count + dashes)
        }
        return deepest
    }
}
