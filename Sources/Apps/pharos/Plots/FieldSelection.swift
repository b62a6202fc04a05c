// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// The part of a value that is meant: names and indexes, `pose.position.x`, `ranges[3]`, `[0].x`.
struct FieldSelection: Hashable, CustomStringConvertible {
    private enum Step: Hashable {
        case field(String)
        case element(Int)
    }

    private let steps: [Step]
    /// The selection as it was written.
    let description: String

    /// More steps than any message has.
    private static let maximumSteps = 64

    /// Everything.
    init() {
        steps = []
        description = ""
    }

    /// Parses a selection.
    /// - Throws: ``PharosError`` with `invalidName` that tells what was expected and where.
    init(_ text: String) throws(PharosError) {
        description = text
        var steps: [Step] = []
        var rest = text[...]
        while let first = rest.first {
            guard steps.count < FieldSelection.maximumSteps else {
                throw PharosError(.invalidName, "a selection has at most \(FieldSelection.maximumSteps) steps")
            }
            if first == "[" {
                let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                let end = rest.dropFirst(1 + digits.count)
                guard end.first == "]", digits.count <= 9, let index = Int(digits) else {
                    throw FieldSelection.expected("a number and ']'", text, rest.dropFirst().startIndex)
                }
                steps.append(.element(index))
                rest = end.dropFirst()
            } else {
                if first == "." {
                    guard !steps.isEmpty else { throw FieldSelection.expected("a field's name", text, rest.startIndex) }
                    rest = rest.dropFirst()
                } else if !steps.isEmpty {
                    throw FieldSelection.expected("'.' or '['", text, rest.startIndex)
                }
                let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                guard !name.isEmpty else { throw FieldSelection.expected("a field's name", text, rest.startIndex) }
                steps.append(.field(String(name)))
                rest = rest.dropFirst(name.count)
            }
        }
        self.steps = steps
    }

    private static func expected(_ what: String, _ text: String, _ place: String.Index) -> PharosError {
        let position = text.distance(from: text.startIndex, to: place)
        return PharosError(
            .invalidName,
            "the selection '#\(text.prefix(100))' needs \(what) at character \(position + 1); "
                + "it is written like #pose.position.x or #ranges[3]")
    }

    /// The selected part of a sample; nothing else of it is decoded.
    /// - Throws: ``PharosError`` with `notFound` that lists what there is, or the error of decoding.
    func value(in sample: Sample) throws(PharosError) -> Value {
        guard case .field(let name)? = steps.first else { return try value(in: try sample.value()) }
        var field = sample[dynamicMember: name]
        for step in steps.dropFirst() {
            switch step {
            case .field(let name): field = field[dynamicMember: name]
            case .element(let index): field = field[index]
            }
        }
        let value = field.value
        // What is missing, or does not decode, is explained by the whole.
        return value.isNull ? try self.value(in: try sample.value()) : value
    }

    /// The selected part of a value.
    /// - Throws: ``PharosError`` with `notFound` that lists what there is.
    func value(in whole: Value) throws(PharosError) -> Value {
        var value = whole
        var path = ""
        for step in steps {
            switch step {
            case .field(let name):
                guard case .record(let record) = value, let field = record[name] else {
                    throw missing("field '\(name)'", value, path)
                }
                value = field
                path += path.isEmpty ? name : ".\(name)"
            case .element(let index):
                // A message around a single array stands for the array.
                if path.isEmpty, case .record(let record) = value, record.count == 1, let data = record["data"] {
                    value = data
                }
                guard index < value.count, value.record == nil else { throw missing("element [\(index)]", value, path) }
                value = value[index]
                path += "[\(index)]"
            }
        }
        return value
    }

    private func missing(_ what: String, _ value: Value, _ path: String) -> PharosError {
        let place = path.isEmpty ? "the value" : "'\(path)'"
        let known =
            switch value {
            case .record(let record): "has the fields \(FieldSelection.list(record.names))"
            case .array, .doubles, .bytes: "is an array of \(value.count)"
            default: "is \(value.kind)"
            }
        return PharosError(.notFound, "there is no \(what): \(place) \(known)")
    }

    /// The fields with a number in a value, as selections: what one can choose from.
    static func numbers(in value: Value) -> [String] {
        var found: [String] = []
        collect(value, "", 0, &found)
        return found
    }

    private static func collect(_ value: Value, _ path: String, _ depth: Int, _ found: inout [String]) {
        guard depth < 6, found.count < 20 else { return }
        switch value {
        case .record(let record):
            for entry in record.entries {
                collect(entry.value, path.isEmpty ? entry.name : "\(path).\(entry.name)", depth + 1, &found)
            }
        case .array, .doubles:
            if value.count > 0 { collect(value[0], path + "[0]", depth + 1, &found) }
        case .bool, .int, .uint, .float, .double, .time, .duration: found.append("#" + path)
        case .null, .string, .bytes: break
        }
    }

    static func list(_ names: [String]) -> String {
        names.isEmpty ? "(none)" : names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}
