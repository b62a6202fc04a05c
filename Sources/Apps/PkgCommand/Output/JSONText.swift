// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A JSON value to be printed.
indirect enum JSONText {
    case null
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([JSONText])
    case object([(String, JSONText)])

    static func strings(_ values: [String]) -> JSONText { .list(values.map { .text($0) }) }
    static func optional(_ value: String?) -> JSONText { value.map { .text($0) } ?? .null }

    /// On one line.
    var line: String {
        var out = ""
        write(into: &out)
        return out
    }

    private func write(into out: inout String) {
        switch self {
        case .null: out += "null"
        case .flag(let value): out += value ? "true" : "false"
        case .number(let value): out += String(value)
        case .text(let text): JSONText.quote(text, into: &out)
        case .list(let values):
            out += "["
            for (index, value) in values.enumerated() {
                if index > 0 { out += "," }
                value.write(into: &out)
            }
            out += "]"
        case .object(let fields):
            out += "{"
            for (index, field) in fields.enumerated() {
                if index > 0 { out += "," }
                JSONText.quote(field.0, into: &out)
                out += ":"
                field.1.write(into: &out)
            }
            out += "}"
        }
    }

    private static func quote(_ text: String, into out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}
