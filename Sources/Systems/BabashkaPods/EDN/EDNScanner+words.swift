// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Single words of EDN: strings, characters, numbers, names.
extension EDNScanner {
    /// The bytes up to where a word ends.
    mutating func rawWord() -> String {
        let start = index
        while let byte = current, !Self.ends(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// A number, a keyword, a symbol, or one of the three words with a meaning.
    mutating func word() throws(BabashkaPodError) -> ClojureValue {
        let start = index
        let text = rawWord()
        if Self.isNumeric(text) {
            guard let number = number(text) else {
                index = start
                throw error("a number")
            }
            return number
        }
        switch text {
        case "nil": return .nil
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        let isKeyword = text.begins(with: ":")
        let name = isKeyword ? text.dropping(bytes: 1) : text
        guard Self.isName(name) else {
            index = start
            throw error(isKeyword ? "a keyword (:name or :space/name)" : "a value")
        }
        return isKeyword ? .keyword(name) : .symbol(name)
    }

    /// `name`, `space/name`, `/` or `space//`; no empty part and no colon at an end.
    static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let slash = UInt8(ascii: "/")
        guard let first = bytes.first, first != UInt8(ascii: ":"), bytes.last != UInt8(ascii: ":") else { return false }
        guard let place = bytes.firstIndex(of: slash), bytes.count > 1 else { return true }
        let rest = bytes[(place + 1)...]
        return place > 0 && !rest.isEmpty && (rest == [slash] || !rest.contains(slash))
    }

    /// Whether a word is read as a number, so that no symbol can be written like it.
    static func isNumeric(_ word: String) -> Bool {
        let isSigned = word.utf8.first == UInt8(ascii: "+") || word.utf8.first == UInt8(ascii: "-")
        return word.utf8.dropFirst(isSigned ? 1 : 0).first?.isDigit == true
    }

    private func number(_ text: String) -> ClojureValue? {
        let digits = Array(text.utf8)
        var place = digits[0].isDigit ? 0 : 1
        func skipDigits() -> Int { digits[place...].prefix(while: \.isDigit).count }
        let first = place
        place += skipDigits()
        // As in the standard: only 0 itself begins with 0.
        guard place - first == 1 || digits[first] != UInt8(ascii: "0") else { return nil }
        if place == digits.count { return .integer(text) }
        switch (digits[place], digits.count - place) {
        case (UInt8(ascii: "N"), 1): return .bigInteger(Self.unsigned(text.dropLast()))
        case (UInt8(ascii: "M"), 1): return .decimal(Self.unsigned(text.dropLast()))
        case (UInt8(ascii: "/"), _):
            let denominator = digits[(place + 1)...]
            guard let leading = denominator.first, leading != UInt8(ascii: "0"), denominator.allSatisfy(\.isDigit)
            else {
                return nil
            }
            return .ratio(
                numerator: Self.unsigned(String(decoding: digits[..<place], as: UTF8.self)[...]),
                denominator: String(decoding: denominator, as: UTF8.self))
        default: break
        }
        if digits[place] == UInt8(ascii: ".") {
            place += 1
            place += skipDigits()
        }
        if place < digits.count, digits[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < digits.count, digits[place] == UInt8(ascii: "+") || digits[place] == UInt8(ascii: "-") {
                place += 1
            }
            let exponent = skipDigits()
            guard exponent > 0 else { return nil }
            place += exponent
        }
        if place == digits.count {
            // Swift wants a digit behind the point, where Clojure reads `1.`.
            return Double(text.replacingPoint()).map { .double($0) }
        }
        guard place == digits.count - 1, digits[place] == UInt8(ascii: "M") else { return nil }
        return .decimal(Self.unsigned(text.dropLast()))
    }

    private static func unsigned(_ text: Substring) -> String { String(text.hasPrefix("+") ? text.dropFirst() : text) }

    // MARK: Strings and characters

    mutating func string() throws(BabashkaPodError) -> String {
        index += 1
        var text: [UInt8] = []
        while true {
            guard let byte = current else { throw error("'\"'") }
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += String(Character(try escape())).utf8
            default: text.append(byte)
            }
        }
    }

    private mutating func escape() throws(BabashkaPodError) -> Unicode.Scalar {
        guard let letter = current else { throw error("an escape") }
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return Unicode.Scalar(letter)
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var code = UInt32(letter - 0x30)
            for _ in 0..<2 {
                guard let digit = current, (0x30...0x37).contains(digit), code * 8 + UInt32(digit - 0x30) <= 255 else {
                    break
                }
                code = code * 8 + UInt32(digit - 0x30)
                index += 1
            }
            return Unicode.Scalar(UInt8(code))
        case UInt8(ascii: "u"):
            var code = try fourDigits()
            if (0xd800..<0xdc00).contains(code) {
                guard current == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "u")
                else {
                    throw error("the second half of a surrogate pair")
                }
                index += 2
                let low = try fourDigits()
                guard (0xdc00..<0xe000).contains(low) else { throw error("the second half of a surrogate pair") }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("the first half of a surrogate pair") }
            return scalar
        default:
            index -= 1
            throw error("an escape of \" \\ b f n r t u or octal digits")
        }
    }

    private mutating func fourDigits() throws(BabashkaPodError) -> UInt32 {
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

    /// `\c`, `\newline`, `\u00e9`, `\o101`. The first character behind the backslash belongs to it whatever it is.
    mutating func character() throws(BabashkaPodError) -> ClojureValue {
        let start = index
        index += 1
        guard let first = current else { throw error("a character") }
        index += 1
        if first >= 0x80 {
            while let byte = current, byte & 0xc0 == 0x80 { index += 1 }
        }
        _ = rawWord()
        let text = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
        if text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first { return .character(scalar) }
        if let scalar = Self.names[text] { return .character(scalar) }
        let code: UInt32? =
            switch text.first {
            case "u" where text.utf8.count == 5: UInt32(hexadecimal: text.dropFirst())
            case "o" where text.utf8.count <= 4:
                text.dropFirst().utf8.allSatisfy(\.isDigit)
                    ? UInt32(text.dropFirst(), radix: 8).flatMap { $0 <= 255 ? $0 : nil } : nil
            default: nil
            }
        guard let scalar = code.flatMap(Unicode.Scalar.init) else {
            index = start
            throw error("a character (\\c, \\newline, \\u00e9 …)")
        }
        return .character(scalar)
    }

    static let names: [String: Unicode.Scalar] = [
        "newline": "\n", "return": "\r", "space": " ", "tab": "\t", "backspace": "\u{8}", "formfeed": "\u{c}",
    ]
}

extension UInt32 {
    /// A number from hexadecimal digits alone; no sign.
    fileprivate init?(hexadecimal digits: Substring) {
        guard digits.allSatisfy(\.isHexDigit) else { return nil }
        self.init(digits, radix: 16)
    }
}

extension String {
    /// `1.` and `1.e5` with a digit behind the point.
    fileprivate func replacingPoint() -> String {
        guard let point = firstIndex(of: ".") else { return self }
        let next = index(after: point)
        guard next == endIndex || !self[next].isWholeNumber else { return self }
        return self[...point] + "0" + self[next...]
    }
}
