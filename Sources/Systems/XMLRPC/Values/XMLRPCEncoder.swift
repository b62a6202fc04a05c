// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The one way in which values are written: what every known reader accepts, the raw string matching of roscpp's
/// XmlRpc++ included. No attributes, no comments, no self-closing tags, no chunking.
public enum XMLRPCEncoder {
    /// A call.
    public static func call(_ method: String, _ parameters: [XMLRPCValue]) -> [UInt8] {
        var output = Array("<?xml version=\"1.0\"?>\n<methodCall><methodName>".utf8)
        escape(method, &output)
        output += "</methodName>\n<params>".utf8
        for parameter in parameters {
            output += "<param>".utf8
            write(parameter, &output)
            output += "</param>".utf8
        }
        output += "</params></methodCall>\n".utf8
        return output
    }

    /// An answer.
    public static func response(_ value: XMLRPCValue) -> [UInt8] {
        var output = Array("<?xml version=\"1.0\"?>\n<methodResponse><params><param>\n\t".utf8)
        write(value, &output)
        output += "\n</param></params></methodResponse>\n".utf8
        return output
    }

    /// A fault.
    public static func fault(_ code: Int32, _ text: String) -> [UInt8] {
        var output = Array("<?xml version=\"1.0\"?>\n<methodResponse><fault>\n\t".utf8)
        write(.structure([.init("faultCode", .int(code)), .init("faultString", .string(text))]), &output)
        output += "\n</fault></methodResponse>\n".utf8
        return output
    }

    private static func write(_ value: XMLRPCValue, _ output: inout [UInt8]) {
        output += "<value>".utf8
        switch value {
        case .int(let number): output += "<i4>\(number)</i4>".utf8
        case .bool(let flag): output += "<boolean>\(flag ? 1 : 0)</boolean>".utf8
        case .double(let number): output += "<double>\(text(number))</double>".utf8
        case .string(let text):
            output += "<string>".utf8
            escape(text, &output)
            output += "</string>".utf8
        case .data(let bytes):
            output += "<base64>".utf8
            base64(bytes, &output)
            output += "</base64>".utf8
        case .dateTime(let text):
            output += "<dateTime.iso8601>".utf8
            escape(text, &output)
            output += "</dateTime.iso8601>".utf8
        case .array(let elements):
            output += "<array><data>".utf8
            for element in elements { write(element, &output) }
            output += "</data></array>".utf8
        case .structure(let members):
            output += "<struct>".utf8
            for member in members {
                output += "<member><name>".utf8
                escape(member.name, &output)
                output += "</name>".utf8
                write(member.value, &output)
                output += "</member>".utf8
            }
            output += "</struct>".utf8
        }
        output += "</value>".utf8
    }

    /// A number as C's and Python's readers take it.
    private static func text(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number > 0 ? "inf" : "-inf" }
        return "\(number)"
    }

    private static func escape(_ text: String, _ output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            case UInt8(ascii: "&"): output += "&amp;".utf8
            // XML 1.0 has no way to write these; they would make the whole answer unreadable.
            case 0..<9, 11, 12, 14..<32: output += "?".utf8
            default: output.append(byte)
            }
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ bytes: [UInt8], _ output: inout [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 { bits = bits << 8 | (offset < group.count ? UInt32(group[start + offset]) : 0) }
            for place in 0..<4 {
                output.append(
                    place <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
    }
}
