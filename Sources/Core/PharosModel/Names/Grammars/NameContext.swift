// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a grammar knows besides the name: the other grammars (for names inside names) and how much work is left.
public struct NameContext: Sendable {
    /// All grammars.
    let grammars: NameGrammars
    /// Whether old spellings count.
    let isStrict: Bool
    /// Whether only the verdict counts, so that errors need not explain themselves.
    let isQuiet: Bool
    private var depth = 0
    private var budget = NameContext.maximumWork
    private var resolving: [String] = []

    /// Names inside names are refused from this depth on.
    static let maximumDepth = 64
    /// The bytes that the names inside one name may have together, each counting ``workPerName`` more.
    static let maximumWork = 1 << 22
    /// What parsing a name costs besides its bytes.
    static let workPerName = 64

    init(grammars: NameGrammars, isStrict: Bool, isQuiet: Bool = false) {
        self.grammars = grammars
        self.isStrict = isStrict
        self.isQuiet = isQuiet
    }

    /// The authority of names that have none.
    func defaultAuthority(_ scheme: String) -> String? { grammars.defaultAuthorities[scheme] }

    /// Parses a name inside this name.
    mutating func parseInner(
        _ text: String, as kind: ElementKind, at position: Int
    ) throws(NameError) -> ParsedName {
        try enter(text.utf8.count, at: position)
        defer { depth -= 1 }
        do {
            return try grammars.parse(text, as: kind, in: &self)
        } catch {
            throw inner(error, at: position)
        }
    }

    /// Checks a name inside this name.
    mutating func checkInner(_ bytes: [UInt8], as kind: ElementKind, at position: Int) throws(NameError) {
        try enter(bytes.count, at: position)
        defer { depth -= 1 }
        do {
            try grammars.check(bytes, as: kind, in: &self)
        } catch {
            throw inner(error, at: position)
        }
    }

    /// Runs `body` while `key` is being resolved; meeting it again is a cycle.
    mutating func begin(resolving key: String, at position: Int) throws(NameError) {
        guard !resolving.contains(key) else {
            let cycle = (resolving + [key]).drop { $0 != key }.joined(separator: " -> ")
            throw NameError(position: position, expected: "a name that does not lead to itself", found: cycle)
        }
        resolving.append(key)
    }

    /// The key begun last is resolved.
    mutating func endResolving() { resolving.removeLast() }

    private mutating func enter(_ count: Int, at position: Int) throws(NameError) {
        guard depth < NameContext.maximumDepth else {
            throw NameError(
                position: position, expected: "at most \(NameContext.maximumDepth) names inside each other",
                found: "one more")
        }
        guard count < budget else {
            throw NameError(
                position: position, expected: "at most \(NameContext.maximumWork) bytes of names inside one name",
                found: "more")
        }
        budget -= count + NameContext.workPerName
        depth += 1
    }

    private func inner(_ error: NameError, at position: Int) -> NameError {
        var error = error
        error.position += position
        return error
    }
}
