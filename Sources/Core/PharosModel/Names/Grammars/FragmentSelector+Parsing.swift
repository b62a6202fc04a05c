// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How selectors are read.
extension FragmentSelector {
    /// At most so many steps, and subscripts in one of them.
    static let maximumSteps = 16

    /// Reads a fragment; brackets may be percent-encoded, as RFC 3986 wants them.
    /// - Throws: ``NameError`` with the place in the fragment.
    public init(_ fragment: String) throws(NameError) {
        var bytes: [UInt8] = []
        var origins: [Int]? = []
        let raw = Array(fragment.utf8)
        try PercentDecoding.decode(raw, 0..<raw.count, as: .text, into: &bytes, origins: &origins)
        var reader = SelectorReader(bytes: bytes)
        do throws(NameError) {
            let word = reader.word()
            guard let property = Property(rawValue: word) else {
                throw NameError(
                    position: 0, expected: "a property of an attribute",
                    found: word.isEmpty ? "'\(fragment.prefix(40))'" : "'\(word.prefix(40))'",
                    hint: "there are \(Property.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            self.init(property, try reader.steps())
        } catch {
            var error = error
            if let origins, origins.indices.contains(error.position) { error.position = origins[error.position] }
            throw error
        }
    }
}

/// Reads the bytes of a selector from left to right.
private struct SelectorReader {
    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func word() -> String {
        let end = NameBytes.identifierEnd(bytes, from: index, to: bytes.count)
        defer { index = end }
        return String(decoding: bytes[index..<end], as: UTF8.self)
    }

    mutating func steps() throws(NameError) -> [FragmentSelector.Step] {
        var steps: [FragmentSelector.Step] = []
        while index < bytes.count {
            guard steps.count < FragmentSelector.maximumSteps else {
                throw unexpected("at most \(FragmentSelector.maximumSteps) steps")
            }
            if take(".") {
                let word = word()
                guard !word.isEmpty else { throw unexpected("an identifier") }
                if word == "to", take("(") {
                    steps.append(.unit(try unit()))
                } else {
                    steps.append(.member(word))
                }
            } else if take("[") {
                steps.append(.elements(try subscripts()))
            } else {
                throw unexpected("'.', '[' or the end")
            }
        }
        return steps
    }

    /// `'mm')`, `"mm")` or `mm)`.
    private mutating func unit() throws(NameError) -> String {
        let quote = index < bytes.count && NameBytes.isQuote(bytes[index]) ? bytes[index] : nil
        if quote != nil { index += 1 }
        let stop = quote ?? UInt8(ascii: ")")
        guard let end = bytes[index...].firstIndex(of: stop), end > index else { throw unexpected("a unit") }
        // A quote in the middle of a word would have no spelling of its own.
        if quote == nil, let inside = bytes[index..<end].firstIndex(where: NameBytes.isQuote) {
            index = inside
            throw unexpected("a unit without quotes")
        }
        let unit = String(decoding: bytes[index..<end], as: UTF8.self)
        index = quote == nil ? end : end + 1
        guard take(")") else { throw unexpected("')'") }
        return unit
    }

    private mutating func subscripts() throws(NameError) -> [FragmentSelector.Subscript] {
        var result: [FragmentSelector.Subscript] = []
        repeat {
            guard result.count < FragmentSelector.maximumSteps else {
                throw unexpected("at most \(FragmentSelector.maximumSteps) dimensions")
            }
            result.append(try one())
        } while take(",")
        guard take("]") else { throw unexpected("',' or ']'") }
        return result
    }

    private mutating func one() throws(NameError) -> FragmentSelector.Subscript {
        let from = try number()
        guard take(":") else {
            guard let from else { throw unexpected("an index or a slice") }
            return .index(from)
        }
        let to = try number()
        guard take(":") else { return .slice(from: from, to: to, by: nil) }
        let by = try number()
        guard by != 0 else { throw unexpected("a step other than 0") }
        return .slice(from: from, to: to, by: by)
    }

    private mutating func number() throws(NameError) -> Int? {
        let start = index
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        while index < bytes.count, NameBytes.isDigit(bytes[index]) { index += 1 }
        guard index > start else { return nil }
        guard let number = Int(String(decoding: bytes[start..<index], as: UTF8.self)) else {
            index = start
            throw unexpected("a whole number")
        }
        return number
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private func unexpected(_ expected: String) -> NameError {
        NameBytes.unexpected(bytes, at: index, expected: expected)
    }
}
