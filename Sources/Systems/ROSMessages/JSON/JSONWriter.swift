// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// Values and messages as JSON in the rosbridge mapping: nested objects, times as `{"secs", "nsecs"}`, `uint8[]` as
/// base64, NaN and infinities as `null`, 64-bit integers exactly.
public struct JSONWriter: Sendable {
    /// Whether the text is broken into indented lines.
    public var isPretty: Bool
    /// Whether NaN and infinities are written as strings (`"NaN"`, `"Infinity"`) instead of `null`.
    public var writesNonFinite: Bool
    /// Whether bytes are written as lists of integers instead of base64. Default: base64.
    public var writesBytesAsLists: Bool

    /// A writer.
    public init(pretty: Bool = false, writesNonFinite: Bool = false, bytesAsLists: Bool = false) {
        writesBytesAsLists = bytesAsLists
        isPretty = pretty
        self.writesNonFinite = writesNonFinite
    }

    /// A value as text.
    public func text(_ value: Value) -> String {
        var output: [UInt8] = []
        write(value, depth: 0, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// A message as text, straight from its bytes.
    /// - Throws: ``MessageError`` with `truncated` when the bytes are not what the type says.
    public func text(_ bytes: ByteBuffer, as schema: MessageSchema) throws(MessageError) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.readableBytes * 2 + 64)
        var reader = MessageReader(bytes)
        try write(&reader, schema, depth: 0, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    // MARK: From bytes

    private func write(
        _ reader: inout MessageReader, _ schema: MessageSchema, depth: Int, into output: inout [UInt8]
    ) throws(MessageError) {
        output.append(UInt8(ascii: "{"))
        for (place, field) in schema.fields.enumerated() {
            separate(place, depth + 1, &output)
            string(field.name, &output)
            output.append(UInt8(ascii: ":"))
            if isPretty { output.append(0x20) }
            do {
                try write(&reader, field.type, depth: depth + 1, into: &output)
            } catch {
                throw error.inside(schema, field)
            }
        }
        finish(schema.fields.count, depth, &output)
        output.append(UInt8(ascii: "}"))
    }

    private func write(
        _ reader: inout MessageReader, _ type: FieldType, depth: Int, into output: inout [UInt8]
    ) throws(MessageError) {
        switch type {
        case .message(let schema): try write(&reader, schema, depth: depth, into: &output)
        case .array(let element, let fixed):
            let count = try reader.count(fixed, of: element)
            if case .primitive(let primitive) = element, primitive.isByte {
                let bytes = try reader.slice(count)
                return write(.bytes(bytes), depth: depth, into: &output)
            }
            output.append(UInt8(ascii: "["))
            for place in 0..<count {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                try write(&reader, element, depth: depth + 1, into: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .primitive(.string): string(try reader.string(), &output)
        case .primitive(let primitive): write(try reader.value(primitive), depth: depth, into: &output)
        }
    }

    // MARK: From values

    private func write(_ value: Value, depth: Int, into output: inout [UInt8]) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .int(let number): output += String(number).utf8
        case .uint(let number): output += String(number).utf8
        case .float(let number): self.number(number.isFinite ? "\(number)" : nil, Double(number), &output)
        case .double(let number): self.number(number.isFinite ? "\(number)" : nil, number, &output)
        case .string(let text): string(text, &output)
        case .bytes(let bytes) where writesBytesAsLists:
            let view = bytes.readableBytesView
            list(view.count, depth, &output) { $1 += String(view[view.startIndex + $0]).utf8 }
        case .bytes(let bytes):
            output.append(UInt8(ascii: "\""))
            Base64.encode(bytes.readableBytesView, into: &output)
            output.append(UInt8(ascii: "\""))
        case .time(let time): output += "{\"secs\":\(time.secs),\"nsecs\":\(time.nsecs)}".utf8
        case .duration(let span): output += "{\"secs\":\(span.secs),\"nsecs\":\(span.nsecs)}".utf8
        case .array(let elements): list(elements.count, depth, &output) { write(elements[$0], depth: depth + 1, into: &$1) }
        case .doubles(let elements):
            list(elements.count, depth, &output) { write(.double(elements[$0]), depth: depth + 1, into: &$1) }
        case .record(let record):
            output.append(UInt8(ascii: "{"))
            for (place, entry) in record.entries.enumerated() {
                separate(place, depth + 1, &output)
                string(entry.name, &output)
                output.append(UInt8(ascii: ":"))
                if isPretty { output.append(0x20) }
                write(entry.value, depth: depth + 1, into: &output)
            }
            finish(record.count, depth, &output)
            output.append(UInt8(ascii: "}"))
        }
    }

    private func list(_ count: Int, _ depth: Int, _ output: inout [UInt8], _ element: (Int, inout [UInt8]) -> Void) {
        output.append(UInt8(ascii: "["))
        for place in 0..<count {
            if place > 0 { output.append(UInt8(ascii: ",")) }
            element(place, &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    private func number(_ text: String?, _ value: Double, _ output: inout [UInt8]) {
        if let text {
            output += text.utf8
        } else if writesNonFinite {
            output += (value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"").utf8
        } else {
            output += "null".utf8
        }
    }

    private func separate(_ place: Int, _ depth: Int, _ output: inout [UInt8]) {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        line(depth, &output)
    }

    private func finish(_ count: Int, _ depth: Int, _ output: inout [UInt8]) {
        if count > 0 { line(depth, &output) }
    }

    private func line(_ depth: Int, _ output: inout [UInt8]) {
        guard isPretty else { return }
        output.append(0x0a)
        for _ in 0..<(depth * 2) { output.append(0x20) }
    }

    private func string(_ text: String, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x0a: output += "\\n".utf8
            case 0x0d: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                output += "\\u00".utf8
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
