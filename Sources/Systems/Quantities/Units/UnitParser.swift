// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Reads products of powers: `kg*m**2/s`, `kg·m²`, `m s⁻¹`, `meter per second squared`.
struct UnitParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private let table: UnitTable
    private let opaque: Bool

    /// A factor and a product of units.
    struct Term {
        var scale = 1.0
        var factors: [Unit.Factor] = []
    }

    static let lengthLimit = 1024
    private static let depthLimit = 16

    private init(_ text: Substring, in table: UnitTable, opaque: Bool) {
        bytes = Array(text.utf8)
        self.table = table
        self.opaque = opaque
    }

    /// A unit without a number before it.
    static func unit(_ text: String, in table: UnitTable, opaque: Bool) throws(QuantityError) -> Unit {
        let (scale, unit) = try scaled(Substring(text), in: table, opaque: opaque)
        guard scale == 1 else {
            throw QuantityError(
                code: .syntax, message: "a unit without a number is expected, '\(text)' has the factor \(scale)")
        }
        return unit
    }

    /// A product of numbers and units.
    static func scaled(
        _ text: Substring, in table: UnitTable, opaque: Bool
    ) throws(QuantityError) -> (scale: Double, unit: Unit) {
        guard text.utf8.count <= lengthLimit else {
            throw QuantityError(
                code: .syntax, message: "a unit of at most \(lengthLimit) bytes is expected, \(text.utf8.count) came")
        }
        var parser = UnitParser(text, in: table, opaque: opaque)
        parser.skipBlanks()
        if parser.atEnd { return (1, .dimensionless) }
        var term = try parser.product()
        guard parser.atEnd else { throw parser.error("an operator or the end") }
        // An offset unit in a product stands for its difference, as in J/(kg*degC).
        let alone = term.factors.count == 1 && term.factors[0].exponent == Dimension.parts
        if !alone {
            for index in term.factors.indices { term.factors[index].atom = term.factors[index].atom.difference }
        }
        let written = trimmed(text)
        guard let unit = Unit(factors: term.factors, spelling: written) else {
            throw Unit.exponentError("in '\(written)'")
        }
        if !alone && !unit.isMultiplicative { throw .offset("a product", unit) }
        return (term.scale, unit)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    // MARK: Grammar

    private mutating func product() throws(QuantityError) -> Term {
        var result = try powers()
        while true {
            skipBlanks()
            if atEnd || peek == UInt8(ascii: ")") { return result }
            var sign: Int16 = 1
            if take("/") || takeWord("per") {
                sign = -1
            } else if !(take("*") || take("·") || take("⋅") || take("×")) {
                // Two units side by side are a product, two numbers are a mistake.
                guard peek != UInt8(ascii: "."), !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek) else {
                    throw error("an operator or a unit")
                }
            }
            let term = try powers()
            result.scale = sign > 0 ? result.scale * term.scale : result.scale / term.scale
            for factor in term.factors {
                result.factors.append(Unit.Factor(atom: factor.atom, exponent: factor.exponent * sign))
            }
        }
    }

    private mutating func powers() throws(QuantityError) -> Term {
        skipBlanks()
        var before = 1.0
        if takeWord("square") || takeWord("sq") { before = 2 } else if takeWord("cubic") { before = 3 }
        var term = try primary()
        if before != 1 { term = try raised(term, before) }
        while true {
            if let exponent = superscript() {
                term = try raised(term, exponent)
                continue
            }
            let here = position
            skipBlanks()
            if take("**") || take("^") {
                term = try raised(term, try exponent())
            } else if takeWord("squared") {
                term = try raised(term, 2)
            } else if takeWord("cubed") {
                term = try raised(term, 3)
            } else {
                position = here
                return term
            }
        }
    }

    private mutating func primary() throws(QuantityError) -> Term {
        skipBlanks()
        if take("(") {
            depth += 1
            guard depth <= Self.depthLimit else { throw error("at most \(Self.depthLimit) parentheses") }
            let term = try product()
            guard take(")") else { throw error("')'") }
            depth -= 1
            return term
        }
        if let number = number() { return Term(scale: number) }
        let start = position
        while !atEnd, isNameByte { position += 1 }
        guard position > start else { throw error("a unit") }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        switch try table.entry(name) {
        case .some(.none): return Term()
        case .some(.atom(let atom)): return Term(factors: [Unit.Factor(atom: atom, exponent: Dimension.parts)])
        case nil:
            guard opaque else {
                let hint = table.nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
                throw QuantityError(code: .unknownUnit, message: "no unit is called '\(name)'\(hint)", position: start)
            }
            return Term(factors: [Unit.Factor(atom: UnitAtom(opaque: name), exponent: Dimension.parts)])
        }
    }

    private func raised(_ term: Term, _ exponent: Double) throws(QuantityError) -> Term {
        guard let sixtieths = Unit.sixtieths(exponent) else { throw Unit.exponentError("\(exponent)") }
        var result = term
        result.scale = power(term.scale, exponent)
        for index in result.factors.indices {
            let product = Int(result.factors[index].exponent) * Int(sixtieths)
            let parts = Int(Dimension.parts)
            guard product.isMultiple(of: parts), abs(product / parts) <= Int(Dimension.limit) else {
                throw Unit.exponentError("\(exponent)")
            }
            result.factors[index].exponent = Int16(product / parts)
        }
        return result
    }

    /// The number after `**` or `^`: `2`, `-1`, `0.5`, `(1/2)`.
    private mutating func exponent() throws(QuantityError) -> Double {
        skipBlanks()
        let parenthesis = take("(")
        skipBlanks()
        let negative = take("-")
        if !negative { _ = take("+") }
        guard var value = number() else { throw error("an exponent") }
        skipBlanks()
        if parenthesis {
            if take("/") {
                skipBlanks()
                guard let divisor = number(), divisor != 0 else { throw error("a divisor other than zero") }
                value /= divisor
                skipBlanks()
            }
            guard take(")") else { throw error("')'") }
        }
        return negative ? -value : value
    }
}

// MARK: - Characters

extension UnitParser {
    private var atEnd: Bool { position >= bytes.count }
    private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipBlanks() {
        while !atEnd, peek == 0x20 || peek == 0x09 { position += 1 }
    }

    /// Whether the byte belongs to a name; signs of multiplication and superscripts do not.
    private var isNameByte: Bool {
        switch peek {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "%"):
            return true
        case 0x80...0xFF:
            return !["·", "⋅", "×", "⁻"].contains(where: { matches($0) }) && superscriptDigit == nil
        default: return false
        }
    }

    private func matches(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard matches(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// Takes a whole word.
    private mutating func takeWord(_ word: StaticString) -> Bool {
        let start = position
        guard take(word) else { return false }
        if !atEnd && isNameByte {
            position = start
            return false
        }
        return true
    }

    private mutating func number() -> Double? {
        let start = position
        func digits(_ parser: inout UnitParser) -> Int {
            let start = parser.position
            while !parser.atEnd, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(parser.peek) { parser.position += 1 }
            return parser.position - start
        }
        var count = digits(&self)
        if peek == UInt8(ascii: ".") {
            position += 1
            count += digits(&self)
        }
        guard count > 0 else {
            position = start
            return nil
        }
        let mantissa = position
        if take("e") || take("E") {
            if !take("-") { _ = take("+") }
            // 2eV is two electronvolts.
            if digits(&self) == 0 { position = mantissa }
        }
        return Double(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private var superscriptDigit: Int? {
        let digits: [StaticString] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
        return digits.firstIndex { matches($0) }
    }

    /// `²`, `⁻¹`.
    private mutating func superscript() -> Double? {
        let start = position
        let negative = take("⁻")
        var value = 0.0
        var count = 0
        while let digit = superscriptDigit {
            value = value * 10 + Double(digit)
            position += digit == 1 || digit == 2 || digit == 3 ? 2 : 3
            count += 1
        }
        guard count > 0 else {
            position = start
            return nil
        }
        return negative ? -value : value
    }

    private func error(_ expected: String) -> QuantityError {
        let rest = String(decoding: bytes[min(position, bytes.count)...].prefix(16), as: UTF8.self)
        let found = atEnd ? "the end" : "'\(rest)'"
        return QuantityError(
            code: .syntax, message: "\(expected) is expected in a unit, \(found) came", position: position)
    }
}
