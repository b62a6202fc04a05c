// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// JSON text (RFC 8259) to values: integers exactly, limits on depth and size, errors with line and column.
public struct JSONReader: Sendable {
    /// How deep arrays and objects may be nested. Default: 128.
    public var maximumDepth: Int
    /// How many bytes of text are read. Default: 256 MiB.
    public var maximumLength: Int

    /// A reader.
    public init(maximumDepth: Int = 128, maximumLength: Int = 256 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
    }

    /// Parses a text that holds exactly one value.
    /// - Throws: ``MessageError`` with `malformed` or `limitExceeded`.
    public func value(_ text: String) throws(MessageError) -> Value {
        try value(Array(text.utf8))
    }

    /// Parses UTF-8 bytes that hold exactly one value.
    public func value(_ bytes: [UInt8]) throws(MessageError) -> Value {
        guard bytes.count <= maximumLength else {
            throw MessageError(.limitExceeded, "JSON of \(bytes.count) bytes came, at most \(maximumLength) are read")
        }
        var scanner = Scanner(bytes: bytes, maximumDepth: maximumDepth)
        let value = try scanner.value(depth: 0)
        scanner.skipSpace()
        guard scanner.index == bytes.count else { throw scanner.error("the end of the text") }
        return value
    }

    private struct Scanner {
        let bytes: [UInt8]
        let maximumDepth: Int
        var index = 0

        init(bytes: [UInt8], maximumDepth: Int) {
            self.bytes = bytes
            self.maximumDepth = maximumDepth
        }

        var current: UInt8? { index < bytes.count ? bytes[index] : nil }

        mutating func skipSpace() {
            while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
        }

        func error(_ expected: String) -> MessageError {
            var line = 1
            var column = 1
            for byte in bytes[..<index] {
                if byte == 0x0a { (line, column) = (line + 1, 1) } else { column += 1 }
            }
            let found: String
            if let byte = current {
                found = byte >= 0x20 && byte < 0x7f ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
            } else {
                found = "the end of the text"
            }
            return MessageError(.malformed, "JSON, line \(line), column \(column): expected \(expected), found \(found)")
        }

        mutating func value(depth: Int) throws(MessageError) -> Value {
            guard depth <= maximumDepth else {
                throw MessageError(.limitExceeded, "JSON is nested deeper than \(maximumDepth)")
            }
            skipSpace()
            switch current {
            case UInt8(ascii: "{"): return try object(depth)
            case UInt8(ascii: "["): return try array(depth)
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try word("true", .bool(true))
            case UInt8(ascii: "f"): return try word("false", .bool(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
            default: throw error("a value")
            }
        }

        private mutating func word(_ word: String, _ value: Value) throws(MessageError) -> Value {
            for byte in word.utf8 {
                guard current == byte else { throw error("'\(word)'") }
                index += 1
            }
            return value
        }

        private mutating func object(_ depth: Int) throws(MessageError) -> Value {
            index += 1
            var entries: [(name: String, value: Value)] = []
            skipSpace()
            if current == UInt8(ascii: "}") {
                index += 1
                return .record(Record())
            }
            while true {
                skipSpace()
                guard current == UInt8(ascii: "\"") else { throw error("a name in quotes") }
                let name = try string()
                skipSpace()
                guard current == UInt8(ascii: ":") else { throw error("':'") }
                index += 1
                entries.append((name, try value(depth: depth + 1)))
                skipSpace()
                if current == UInt8(ascii: ",") { index += 1 } else if current == UInt8(ascii: "}") {
                    index += 1
                    return .record(Record(entries))
                } else {
                    throw error("',' or '}'")
                }
            }
        }

        private mutating func array(_ depth: Int) throws(MessageError) -> Value {
            index += 1
            var elements: [Value] = []
            skipSpace()
            if current == UInt8(ascii: "]") {
                index += 1
                return .array([])
            }
            while true {
                elements.append(try value(depth: depth + 1))
                skipSpace()
                if current == UInt8(ascii: ",") { index += 1 } else if current == UInt8(ascii: "]") {
                    index += 1
                    return .array(elements)
                } else {
                    throw error("',' or ']'")
                }
            }
        }

        private mutating func number() throws(MessageError) -> Value {
            let start = index
            var isInteger = true
            if current == UInt8(ascii: "-") { index += 1 }
            guard let first = current, isDigit(first) else { throw error("a digit") }
            index += 1
            if first != UInt8(ascii: "0") { digits() } else if let next = current, isDigit(next) {
                throw error("no digit after a leading 0")
            }
            if current == UInt8(ascii: ".") {
                isInteger = false
                index += 1
                guard let digit = current, isDigit(digit) else { throw error("a digit") }
                digits()
            }
            if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
                isInteger = false
                index += 1
                if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
                guard let digit = current, isDigit(digit) else { throw error("a digit") }
                digits()
            }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            if isInteger {
                if let number = Int64(text) { return .int(number) }
                if let number = UInt64(text) { return .uint(number) }
            }
            guard let number = Double(text) else { throw error("a number") }
            return .double(number)
        }

        private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

        private mutating func digits() { while let byte = current, isDigit(byte) { index += 1 } }

        private mutating func string() throws(MessageError) -> String {
            index += 1
            let start = index
            while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
            if current == UInt8(ascii: "\"") {
                defer { index += 1 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            }
            var text = Array(bytes[start..<index])
            while true {
                guard let byte = current else { throw error("'\"'") }
                switch byte {
                case UInt8(ascii: "\""):
                    index += 1
                    return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    index += 1
                    try escape(into: &text)
                case 0..<0x20: throw error("no control character in a string")
                default:
                    text.append(byte)
                    index += 1
                }
            }
        }

        private mutating func escape(into text: inout [UInt8]) throws(MessageError) {
            guard let letter = current else { throw error("an escape") }
            index += 1
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
            case UInt8(ascii: "b"): text.append(8)
            case UInt8(ascii: "f"): text.append(12)
            case UInt8(ascii: "n"): text.append(10)
            case UInt8(ascii: "r"): text.append(13)
            case UInt8(ascii: "t"): text.append(9)
            case UInt8(ascii: "u"):
                var scalar = try fourDigits()
                if (0xd800..<0xdc00).contains(scalar) {
                    guard current == UInt8(ascii: "\\") else { throw error("the second half of a surrogate pair") }
                    index += 1
                    guard current == UInt8(ascii: "u") else { throw error("the second half of a surrogate pair") }
                    index += 1
                    let low = try fourDigits()
                    guard (0xdc00..<0xe000).contains(low) else { throw error("the second half of a surrogate pair") }
                    scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
                }
                guard let unicode = UnicodeScalar(scalar) else { throw error("the first half of a surrogate pair") }
                text += Array(String(Character(unicode)).utf8)
            default:
                index -= 1
                throw error("an escape of \" \\ / b f n r t u")
            }
        }

        private mutating func fourDigits() throws(MessageError) -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let byte = current, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                    throw error("a hexadecimal digit")
                }
                value = value << 4 | UInt32(digit)
                index += 1
            }
            return value
        }
    }
}
