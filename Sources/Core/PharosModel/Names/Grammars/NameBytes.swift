// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What the bytes and characters of names are.
enum NameBytes {
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let dot = UInt8(ascii: ".")
    static let at = UInt8(ascii: "@")
    static let equals = UInt8(ascii: "=")
    static let semicolon = UInt8(ascii: ";")
    static let question = UInt8(ascii: "?")
    static let hash = UInt8(ascii: "#")
    static let percent = UInt8(ascii: "%")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let underscore = UInt8(ascii: "_")
    static let blank = UInt8(ascii: " ")

    /// What an error says came, one text a byte: throwing allocates nothing.
    private static let descriptions = (0...UInt8.max).map { ResourceName.describe($0) }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == underscore }

    static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }

    static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

    /// The error that something else was expected at `position`.
    static func unexpected(
        _ bytes: [UInt8], at position: Int, end: Int? = nil, expected: String, hint: String? = nil
    ) -> NameError {
        let end = min(end ?? bytes.count, bytes.count)
        let found = position < end ? descriptions[Int(bytes[position])] : "the end of the name"
        return NameError(position: position, expected: expected, found: found, hint: hint)
    }

    /// The end of the word that begins at `start`: letters and digits of any script, and `_`.
    static func wordEnd(_ bytes: [UInt8], from start: Int, to end: Int, hyphens: Bool = false) -> Int {
        var index = start
        while index < end {
            let byte = bytes[index]
            if isWord(byte) || (hyphens && byte == UInt8(ascii: "-")) {
                index += 1
            } else if byte >= 0x80, let (scalar, length) = scalar(bytes, at: index, end: end), isWord(scalar) {
                index += length
            } else {
                break
            }
        }
        return index
    }

    /// The end of the identifier `[A-Za-z_][A-Za-z0-9_]*` that begins at `start`; `start` when there is none.
    static func identifierEnd(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
        guard start < end, isWord(bytes[start]), !isDigit(bytes[start]) else { return start }
        var index = start + 1
        while index < end, isWord(bytes[index]) { index += 1 }
        return index
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Decodes the character of several bytes at `index`.
    private static func scalar(_ bytes: [UInt8], at index: Int, end: Int) -> (Unicode.Scalar, Int)? {
        var iterator = bytes[index..<min(index + 4, end)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }
}
