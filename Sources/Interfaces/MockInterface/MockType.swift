// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import StandardMessages

/// The types of a mock's values: the ROS message language, in the encoding `packed`.
enum MockType {
    /// The type that a text names: one primitive (`float64`, `string[]`), fields (`float64 x; string name`), or a type
    /// that is built in (`geometry_msgs/Twist`).
    static func schema(_ text: String) throws(PharosError) -> Schema {
        do {
            if let name = try? MessageName(text) {
                return Schema(
                    encoding: .packed,
                    message: try MessageSchema.resolve(name) { needed throws(MessageError) in
                        try StandardDefinitions.text(of: needed)
                    })
            }
            let lines = text.split { $0 == ";" || $0.isNewline }.joined(separator: "\n")
            let isPlain = !lines.contains(" ") && !lines.isEmpty
            return Schema(
                encoding: .packed,
                message: try MessageSchema.parse(
                    name: MessageName(package: "mock", name: "Value"),
                    fullDefinition: isPlain ? "\(lines) data" : lines))
        } catch {
            throw PharosError(.invalidValue, "the mock's type '\(text.prefix(100))': \(error)", cause: error)
        }
    }

    /// A type for a value when none was said.
    static func definition(for value: Value) -> String {
        if case .record(let record) = value {
            return record.entries.map { "\(primitive(for: $0.value)) \($0.name)" }.joined(separator: "\n")
        }
        return primitive(for: value)
    }

    private static func primitive(for value: Value) -> String {
        switch value {
        case .bool: "bool"
        case .int: "int64"
        case .uint: "uint64"
        case .float: "float32"
        case .double: "float64"
        case .bytes: "uint8[]"
        case .time: "time"
        case .duration: "duration"
        case .doubles: "float64[]"
        case .array(let elements):
            elements.contains { if case .double = $0 { true } else { false } }
                ? "float64[]" : "\(elements.first.map(primitive(for:)) ?? "float64")[]"
        default: "string"
        }
    }
}
