// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A name cut at its delimiters, with the grammar of its scheme.
struct NameCandidate {
    var name: SplitName
    var grammar: any NameGrammar
    /// Whether the scheme was filled in for an old-style `host:10000/a/b/c`.
    var isLoose = false
    /// How many bytes the scheme filled in has.
    var shift = 0

    /// An error whose position counts from the beginning of the name as it was written.
    func located(_ error: NameError) -> NameError {
        var error = error
        error.position = max(0, error.position - shift)
        return error
    }
}

/// How a name finds its grammar.
extension NameGrammars {
    /// Checks a name that was cut before.
    func check(
        _ candidate: borrowing NameCandidate, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) {
        if !context.isStrict, let modern = candidate.grammar.modernSpelling(of: candidate.name, as: kind.element) {
            let candidate = try split(Array(modern.utf8), in: context)
            try candidate.grammar.check(candidate.name, as: kind.element, in: &context)
        } else {
            try candidate.grammar.check(candidate.name, as: kind.element, in: &context)
        }
        if kind == .configuration { _ = try parseModern(copy candidate, as: kind, in: &context) }
    }

    /// Checks a name.
    func check(_ bytes: [UInt8], as kind: ElementKind, in context: inout NameContext) throws(NameError) {
        try check(try split(bytes, in: context), as: kind, in: &context)
    }

    /// Parses a name.
    func parse(_ text: String, as kind: ElementKind, in context: inout NameContext) throws(NameError) -> ParsedName {
        let candidate = try split(Array(text.utf8), in: context)
        do {
            return try parseModern(candidate, as: kind, in: &context)
        } catch {
            var error = candidate.located(error)
            if context.isStrict,
                let modern = candidate.grammar.modernSpelling(of: candidate.name, as: kind.element)
            {
                error.hint = "this spelling is old or loose; try \(modern)"
            }
            throw error
        }
    }

    private func parseModern(
        _ candidate: NameCandidate, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        var parsed: ParsedName
        if !context.isStrict, let modern = candidate.grammar.modernSpelling(of: candidate.name, as: kind.element) {
            let candidate = try split(Array(modern.utf8), in: context)
            parsed = try candidate.grammar.parse(candidate.name, as: kind.element, in: &context)
            parsed.isStrict = false
        } else {
            parsed = try candidate.grammar.parse(candidate.name, as: kind.element, in: &context)
        }
        if candidate.isLoose { parsed.isStrict = false }
        parsed.isCaseSensitive = self[parsed.scheme]?.isCaseSensitive ?? true
        guard kind == .configuration else { return parsed }
        guard try parsed.selector() != nil else {
            throw NameError(
                position: candidate.name.bytes.count, expected: "a fragment", found: "none",
                hint: "a configuration is an attribute's name with, say, #units")
        }
        parsed.kind = .configuration
        return parsed
    }

    /// Refuses what no name has, and cuts the rest.
    func split(_ bytes: [UInt8], in context: NameContext) throws(NameError) -> NameCandidate {
        guard bytes.count <= ResourceName.maximumLength else {
            throw NameError(
                position: ResourceName.maximumLength, expected: "the end of the name",
                found: "\(bytes.count) bytes in all")
        }
        let isEncoded = try NameGrammars.requirePrintable(bytes)
        guard let end = NameGrammars.schemeEnd(bytes) else {
            guard let defaultScheme else { throw missingScheme(bytes) }
            return try filledIn(bytes, defaultScheme, authority: false, isEncoded: isEncoded)
        }
        let scheme = String(decoding: bytes[..<end], as: UTF8.self)
        if let grammar = self[scheme] {
            return NameCandidate(
                name: SplitName(bytes, scheme: scheme, body: end + 1, isEncoded: isEncoded), grammar: grammar)
        }
        if !context.isStrict, let defaultScheme, self[defaultScheme]?.hasBareHosts == true,
            end + 1 < bytes.count, NameBytes.isDigit(bytes[end + 1]), bytes[end...].contains(NameBytes.slash)
        {
            return try filledIn(bytes, defaultScheme, authority: true, isEncoded: isEncoded)
        }
        throw context.isQuiet
            ? NameError(position: 0, expected: "a known scheme", found: "another") : unknownScheme(scheme)
    }

    /// The name with the default scheme before it; with `authority` also the slashes that `host:10000/a/b/c` lacks.
    private func filledIn(
        _ bytes: [UInt8], _ scheme: String, authority: Bool, isEncoded: Bool
    ) throws(NameError) -> NameCandidate {
        guard let grammar = self[scheme] else { throw unknownScheme(scheme) }
        let prefix = Array((authority ? "\(scheme)://" : "\(scheme):").utf8)
        let name = SplitName(prefix + bytes, scheme: scheme, body: scheme.utf8.count + 1, isEncoded: isEncoded)
        return NameCandidate(name: name, grammar: grammar, isLoose: authority, shift: prefix.count)
    }

    /// Refuses control characters.
    /// - Returns: whether `%` occurs.
    private static func requirePrintable(_ bytes: [UInt8]) throws(NameError) -> Bool {
        var isEncoded = false
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7f || (byte &- 0x80 < 0x20 && index > 0 && bytes[index - 1] == 0xc2) {
                throw NameError(
                    position: index, expected: "a printable character", found: "control character \(byte)",
                    hint: index == bytes.count - 1 ? "is there a line break at the end?" : nil)
            }
            if byte == NameBytes.percent { isEncoded = true }
        }
        return isEncoded
    }

    /// Where the colon behind the scheme stands; `nil` when the name has no scheme (RFC 3986, section 3.1).
    static func schemeEnd(_ bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == NameBytes.colon { return index > 0 ? index : nil }
            guard isSchemeByte(byte, isFirst: index == 0) else { return nil }
            index += 1
        }
        return nil
    }

    private static func isSchemeByte(_ byte: UInt8, isFirst: Bool) -> Bool {
        if NameBytes.isLetter(byte) || isFirst { return NameBytes.isLetter(byte) }
        return NameBytes.isDigit(byte) || "+-.".utf8.contains(byte)
    }

    private func missingScheme(_ bytes: [UInt8]) -> NameError {
        NameError(
            position: 0, expected: "a scheme and ':'",
            found: "'\(String(decoding: bytes.prefix(40), as: UTF8.self))'",
            hint: "names look like ros:/chatter or tango:sys/tg_test/1")
    }

    private func unknownScheme(_ scheme: String) -> NameError {
        let lower = scheme.lowercased()
        return NameError(
            position: 0, expected: "a known scheme", found: "'\(scheme.prefix(40))'",
            hint: self[lower] == nil
                ? "known are \(schemes.joined(separator: ", "))" : "schemes are written in lower case: \(lower)")
    }
}

extension ElementKind {
    /// The kind that a grammar is asked for: configurations are attributes with a fragment.
    fileprivate var element: ElementKind { self == .configuration ? .attribute : self }
}
