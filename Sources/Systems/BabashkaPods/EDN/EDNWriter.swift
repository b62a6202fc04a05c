// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// Values as EDN text on one line, as Clojure's `pr-str` writes it.
public struct EDNWriter: Sendable {
    /// A writer.
    public init() {}

    /// A value as text.
    public func text(_ value: ClojureValue) -> String {
        var output: [UInt8] = []
        write(value, &output)
        return String(decoding: output, as: UTF8.self)
    }

    private func write(_ value: ClojureValue, _ output: inout [UInt8]) {
        switch value {
        case .nil: output += "nil".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .int(let number): output += String(number).utf8
        case .bigInteger(let digits): output += "\(digits)N".utf8
        case .double(let number): output += Self.number(number).utf8
        case .decimal(let digits): output += "\(digits)M".utf8
        case .ratio(let numerator, let denominator): output += "\(numerator)/\(denominator)".utf8
        case .character(let scalar): output += Self.character(scalar).utf8
        case .string(let text): string(text, &output)
        case .keyword(let name): output += ":\(name)".utf8
        case .symbol(let name): output += name.utf8
        case .list(let elements): list("(", elements, ")", &output)
        case .vector(let elements): list("[", elements, "]", &output)
        case .set(let elements): list("#{", elements, "}", &output)
        case .map(let entries):
            output += "{".utf8
            for (place, entry) in entries.enumerated() {
                if place > 0 { output += ", ".utf8 }
                write(entry.key, &output)
                output += " ".utf8
                write(entry.value, &output)
            }
            output += "}".utf8
        case .bytes(let bytes):
            output += "#bytes \"".utf8
            Base64.encode(bytes, into: &output)
            output += "\"".utf8
        case .instant(let instant): output += "#inst \"\(instant)\"".utf8
        case .uuid(let text): output += "#uuid \"\(text)\"".utf8
        case .uri(let text): tagged("uri", .string(text), &output)
        case .tagged(let tag, let value): tagged(tag, value, &output)
        }
    }

    private func tagged(_ tag: String, _ value: ClojureValue, _ output: inout [UInt8]) {
        output += "#\(tag) ".utf8
        write(value, &output)
    }

    private func list(_ start: String, _ elements: [ClojureValue], _ end: String, _ output: inout [UInt8]) {
        output += start.utf8
        for (place, element) in elements.enumerated() {
            if place > 0 { output += " ".utf8 }
            write(element, &output)
        }
        output += end.utf8
    }

    private func string(_ text: String, _ output: inout [UInt8]) {
        output += "\"".utf8
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x0a: output += "\\n".utf8
            case 0x0d: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0x08: output += "\\b".utf8
            case 0x0c: output += "\\f".utf8
            default: output.append(byte)
            }
        }
        output += "\"".utf8
    }

    private static func number(_ number: Double) -> String {
        if number.isNaN { return "##NaN" }
        if number.isInfinite { return number > 0 ? "##Inf" : "##-Inf" }
        return "\(number)"
    }

    private static func character(_ scalar: Unicode.Scalar) -> String {
        if let name = EDNScanner.names.first(where: { $0.value == scalar })?.key { return "\\\(name)" }
        if scalar.value < 0x20 || scalar.value == 0x7f {
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
        return "\\\(Character(scalar))"
    }
}
