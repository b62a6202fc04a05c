// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The one way in which values are written: what every known reader accepts, the raw string matching of roscpp's
/// XmlRpc++ included. No attributes, no comments, no self-closing tags, no chunking.
public enum XMLRPCEncoder {
    /// A call.
    public static func call(_ method: String, _ parameters: [XMLRPCValue]) -> [UInt8] {
        var output = Array("<?xml version=\"1.0\"?>\n<methodCall><methodName>".utf8)
        escape(method, &output)
        put("</methodName>\n<params>", &output)
        for parameter in parameters {
            put("<param>", &output)
            write(parameter, &output)
            put("</param>", &output)
        }
        put("</params></methodCall>\n", &output)
        return output
    }

    /// An answer.
    public static func response(_ value: XMLRPCValue) -> [UInt8] {
        var output = Array("<?xml version=\"1.0\"?>\n<methodResponse><params><param>\n\t".utf8)
        write(value, &output)
        put("\n</param></params></methodResponse>\n", &output)
        return output
    }

    /// A fault.
    public static func fault(_ code: Int32, _ text: String) -> [UInt8] {
        var output = Array("<?xml version=\"1.0\"?>\n<methodResponse><fault>\n\t".utf8)
        write(.structure([.init("faultCode", .int(code)), .init("faultString", .string(text))]), &output)
        put("\n</fault></methodResponse>\n", &output)
        return output
    }

    private static func write(_ value: XMLRPCValue, _ output: inout [UInt8]) {
        put("<value>", &output)
        switch value {
        case .int(let number): output += "<i4>\(number)</i4>".utf8
        case .bool(let flag): output += "<boolean>\(flag ? 1 : 0)</boolean>".utf8
        case .double(let number): output += "<double>\(text(number))</double>".utf8
        case .string(let text):
            put("<string>", &output)
            escape(text, &output)
            put("</string>", &output)
        case .data(let bytes):
            put("<base64>", &output)
            base64(bytes, &output)
            put("</base64>", &output)
        case .dateTime(let text):
            put("<dateTime.iso8601>", &output)
            escape(text, &output)
            put("</dateTime.iso8601>", &output)
        case .array(let elements):
            put("<array><data>", &output)
            for element in elements { write(element, &output) }
            put("</data></array>", &output)
        case .structure(let members):
            put("<struct>", &output)
            for member in members {
                put("<member><name>", &output)
                escape(member.name, &output)
                put("</name>", &output)
                write(member.value, &output)
                put("</member>", &output)
            }
            put("</struct>", &output)
        }
        put("</value>", &output)
    }

    /// A number as C's and Python's readers take it.
    private static func text(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number > 0 ? "inf" : "-inf" }
        return "\(number)"
    }

    /// Appends text that is known when this is compiled, in one piece.
    private static func put(_ text: StaticString, _ output: inout [UInt8]) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }

    private static func escape(_ text: String, _ output: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            // Nearly every text of a graph is a name: it goes in one piece.
            if bytes.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "&") }) {
                output.append(contentsOf: bytes)
            } else {
                escape(bytes, &output)
            }
        }
    }

    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "<"): put("&lt;", &output)
            case UInt8(ascii: ">"): put("&gt;", &output)
            case UInt8(ascii: "&"): put("&amp;", &output)
            // XML 1.0 has no way to write these; they would make the whole answer unreadable.
            case 0..<9, 11, 12, 14..<32: put("?", &output)
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
