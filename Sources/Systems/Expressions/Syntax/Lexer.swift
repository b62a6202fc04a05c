// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Splits an expression into words, each byte looked at once.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private let depthLimit: Int

    private(set) var tokens: [Token] = []
    /// The offset of each token.
    private(set) var positions: [Int] = []

    init(_ text: String, limits: ExpressionLimits) throws(ExpressionError) {
        guard text.utf8.count <= limits.length else {
            throw ExpressionError(
                code: .limit,
                message: "an expression of at most \(limits.length) bytes is expected, \(text.utf8.count) came")
        }
        bytes = Array(text.utf8)
        depthLimit = limits.depth
        while true {
            while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
            let start = position
            let token = try next()
            tokens.append(token)
            positions.append(start)
            if token == .end { return }
        }
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        position + ahead < bytes.count ? bytes[position + ahead] : 0
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private mutating func next() throws(ExpressionError) -> Token {
        guard position < bytes.count else { return .end }
        let first = byte()
        if isDigit(first) || (first == UInt8(ascii: ".") && isDigit(byte(1))) { return try number() }
        if isLetter(first) { return name() }
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") { return .string(try string()) }
        if first == UInt8(ascii: "{") { return .reference(try reference()) }
        if let sign = sign() { return .sign(sign) }
        throw error("an expression", found: character(position))
    }

    private mutating func name() -> Token {
        let start = position
        while isLetter(byte()) || isDigit(byte()) { position += 1 }
        return .name(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func sign() -> Token.Sign? {
        let second = byte(1)
        let double: Token.Sign? =
            switch (byte(), second) {
            case (UInt8(ascii: "*"), UInt8(ascii: "*")): .power
            case (UInt8(ascii: "/"), UInt8(ascii: "/")): .floorDivide
            case (UInt8(ascii: "="), UInt8(ascii: "=")): .equal
            case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
            case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
            case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
            case (UInt8(ascii: "<"), UInt8(ascii: "<")): .shiftLeft
            case (UInt8(ascii: ">"), UInt8(ascii: ">")): .shiftRight
            default: nil
            }
        if let double {
            position += 2
            return double
        }
        guard byte() < 0x80, let single = Token.Sign(rawValue: String(UnicodeScalar(byte()))) else { return nil }
        position += 1
        return single
    }

    // MARK: References

    /// The text between braces, which may nest; braces in quotes do not count.
    private mutating func reference() throws(ExpressionError) -> String {
        let start = position
        var depth = 0
        while position < bytes.count {
            switch byte() {
            case UInt8(ascii: "{"):
                depth += 1
                guard depth <= depthLimit else {
                    throw ExpressionError(
                        code: .limit, message: "references may nest \(depthLimit) deep", position: position)
                }
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 {
                    let text = bytes[(start + 1)..<position]
                    position += 1
                    guard text.contains(where: { $0 != 0x20 && $0 != 0x09 }) else {
                        throw ExpressionError(
                            code: .syntax, message: "a name is expected between braces, nothing came", position: start)
                    }
                    return String(decoding: text, as: UTF8.self)
                }
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                let quote = byte()
                let opened = position
                position += 1
                while position < bytes.count, byte() != quote { position += 1 }
                if position >= bytes.count {
                    throw ExpressionError(
                        code: .syntax, message: "the quote opened in a reference is not closed", position: opened)
                }
            default: break
            }
            position += 1
        }
        throw ExpressionError(
            code: .syntax, message: "'}' is expected for the brace opened here, the end came", position: start)
    }

    // MARK: Texts

    private mutating func string() throws(ExpressionError) -> String {
        let start = position
        let quote = byte()
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let next = byte()
            position += 1
            if next == quote { return String(decoding: text, as: UTF8.self) }
            if next != UInt8(ascii: "\\") {
                text.append(next)
                continue
            }
            try escape(into: &text)
        }
        throw ExpressionError(
            code: .syntax, message: "the quote opened here is not closed", position: start)
    }

    private mutating func escape(into text: inout [UInt8]) throws(ExpressionError) {
        let start = position - 1
        let kind = byte()
        position += 1
        switch kind {
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(kind)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "x"), UInt8(ascii: "u"):
            let count = kind == UInt8(ascii: "x") ? 2 : 4
            let digits = bytes[min(position, bytes.count)...].prefix(count)
            guard digits.count == count, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = UnicodeScalar(value)
            else {
                throw ExpressionError(
                    code: .syntax, message: "\(count) hexadecimal digits of a character are expected", position: start)
            }
            position += count
            text.append(contentsOf: String(Character(scalar)).utf8)
        default:
            throw ExpressionError(
                code: .syntax, message: #"one of \\ \' \" \n \t \r \x \u is expected after a backslash"#,
                position: start)
        }
    }

    // MARK: Messages

    /// The character at an offset, for messages.
    private func character(_ offset: Int) -> String {
        let rest = String(decoding: bytes[offset...].prefix(8), as: UTF8.self)
        return rest.first.map { "'\($0)'" } ?? "the end"
    }

    private func error(_ expected: String, found: String) -> ExpressionError {
        ExpressionError(code: .syntax, message: "\(expected) is expected, \(found) came", position: position)
    }
}

// MARK: - Numbers

extension Lexer {
    /// An integer or a floating point number; an integer of more than 64 bits is the latter.
    private mutating func number() throws(ExpressionError) -> Token {
        let start = position
        if byte() == UInt8(ascii: "0"), let radix = Self.radix(byte(1)) {
            position += 2
            let digits = word()
            guard let value = Int64(digits, radix: radix) else {
                throw ExpressionError(
                    code: .syntax, message: "digits of base \(radix) within 64 bits are expected", position: start)
            }
            return .integer(value)
        }
        var isInteger = true
        digits()
        if byte() == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            digits()
        }
        if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
            let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
            if isDigit(byte(1 + sign)) {
                isInteger = false
                position += 1 + sign
                digits()
            }
        }
        guard !isLetter(byte()) else {
            throw ExpressionError(
                code: .syntax, message: "an operator is expected after a number, \(character(position)) came",
                position: position)
        }
        let literal = String(decoding: bytes[start..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        if isInteger {
            guard literal.count == 1 || !literal.hasPrefix("0") || literal.allSatisfy({ $0 == "0" }) else {
                throw ExpressionError(
                    code: .syntax, message: "a number without leading zeros is expected, \(literal) came",
                    position: start)
            }
            if let value = Int64(literal) { return .integer(value) }
        }
        guard let value = Double(literal) else { throw error("a number", found: literal) }
        return .double(value)
    }

    private mutating func digits() {
        while isDigit(byte()) || (byte() == UInt8(ascii: "_") && isDigit(byte(1))) { position += 1 }
    }

    private mutating func word() -> String {
        let start = position
        while isDigit(byte()) || isLetter(byte()) { position += 1 }
        return String(decoding: bytes[start..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func radix(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): 16
        case UInt8(ascii: "o"), UInt8(ascii: "O"): 8
        case UInt8(ascii: "b"), UInt8(ascii: "B"): 2
        default: nil
        }
    }
}
