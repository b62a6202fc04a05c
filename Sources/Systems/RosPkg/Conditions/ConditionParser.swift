// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The recursive descent parser of REP-149 conditions.
struct ConditionParser {
    /// Characters of a condition.
    static let lengthLimit = 4096
    /// Parentheses within parentheses.
    static let depthLimit = 64

    private let text: String
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func parse() throws -> Condition.Term {
        guard bytes.count <= Self.lengthLimit else {
            throw RosPkgError(.limit, "A condition may have \(Self.lengthLimit) characters; this has \(bytes.count).")
        }
        let term = try disjunction()
        skipSpace()
        guard position == bytes.count else { throw expected("'and', 'or' or the end") }
        return term
    }

    private mutating func disjunction() throws -> Condition.Term {
        var terms = [try conjunction()]
        while take("or") { terms.append(try conjunction()) }
        return terms.count == 1 ? terms[0] : .any(terms)
    }

    private mutating func conjunction() throws -> Condition.Term {
        var terms = [try primary()]
        while take("and") { terms.append(try primary()) }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func primary() throws -> Condition.Term {
        if take("(") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.depthLimit else {
                throw RosPkgError(.limit, "Parentheses more than \(Self.depthLimit) deep in a condition.")
            }
            let inner = try disjunction()
            guard take(")") else { throw expected("')'") }
            return inner
        }
        let left = try operand()
        guard let comparison = Condition.Operator.allCases.first(where: { take($0.rawValue) }) else {
            throw expected("one of == != < <= > >=")
        }
        return .comparison(left, comparison, try operand())
    }

    private mutating func operand() throws -> Condition.Operand {
        skipSpace()
        guard position < bytes.count else { throw expected("a value or $VARIABLE") }
        let first = bytes[position]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard let end = bytes[(position + 1)...].firstIndex(of: first), !bytes[position..<end].contains(0x0A)
            else { throw expected("a closing quote") }
            defer { position = end + 1 }
            return .literal(String(decoding: bytes[(position + 1)..<end], as: UTF8.self))
        }
        if first == UInt8(ascii: "$") {
            position += 1
            let name = word { $0 == UInt8(ascii: "_") }
            guard !name.isEmpty else { throw expected("a name after '$'") }
            return .variable(name)
        }
        let value = word { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        guard !value.isEmpty else { throw expected("a value or $VARIABLE") }
        return .literal(value)
    }

    private mutating func word(_ extra: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard isLetter || isDigit || extra(byte) else { break }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func take(_ token: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: token.utf8) else { return false }
        position += token.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func expected(_ what: String) -> RosPkgError {
        RosPkgError(
            .invalidCondition, "Condition \"\(text)\": expected \(what) at character \(position + 1) (REP-149).")
    }
}
