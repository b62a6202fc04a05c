// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of the calculator: `eval:[//localhost][/][@evaluator/][key=value;…]expression[#property]`.
///
/// Expressions refer to attributes of any scheme in braces, `eval:{ros:/a}+{tango:sys/tg_test/1/ampli}*2`; these names
/// may have everything that names have, braces of their own included, up to 64 levels deep. A name is parsed once, into
/// a tree. Text in quotes is not searched for names.
public struct EvalGrammar: NameGrammar {
    /// The calculator; `evaluation` only in names of old.
    public var schemes: [String] { ["eval", "evaluation"] }
    /// Expressions tell upper from lower case.
    public var isCaseSensitive: Bool { true }
    /// The one authority `localhost`, evaluators and expressions.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }

    /// The grammar.
    public init() {}

    /// The evaluator of names without one.
    static let defaultEvaluator = "@DefaultEvaluator"
    static let authority = "//localhost"

    /// Checks without building anything.
    public func check(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError) {
        let cut = try cut(name, kind)
        let decoded = try cut.decoded(as: .expression)
        guard kind != .authority else { return }
        do {
            let layout = try EvalLayout(decoded.bytes, decoded.path, kind)
            for reference in layout.references {
                try context.checkInner(Array(decoded.bytes[reference]), as: .attribute, at: reference.lowerBound)
            }
        } catch { throw decoded.located(error) }
    }

    /// The parts of a name.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        let cut = try cut(name, kind)
        let decoded = try cut.decoded(as: .expression)
        do {
            guard kind != .authority else {
                return ParsedName(
                    kind, decoded, full: "eval:\(EvalGrammar.authority)", normal: EvalGrammar.authority,
                    simple: "localhost")
            }
            let layout = try EvalLayout(decoded.bytes, decoded.path, kind)
            var references: [NameReference] = []
            for reference in layout.references {
                let text = decoded.text(reference)
                let inner = try context.parseInner(text, as: .attribute, at: reference.lowerBound)
                references.append(NameReference(text: text, name: inner))
            }
            return EvalNames(name: decoded, kind: kind, layout: layout, references: references).parsed
        } catch { throw decoded.located(error) }
    }

    /// The name cut where `eval` cuts: braces and an evaluator's arguments hide `#` and `?`.
    private func cut(_ name: SplitName, _ kind: ElementKind) throws(NameError) -> SplitName {
        guard name.scheme == "eval" else {
            throw NameError(position: 0, expected: "'eval:'", found: "'\(name.scheme):'")
        }
        let bytes = name.bytes
        var start = name.body
        var authority: Range<Int>?
        if bytes[start...].starts(with: "//".utf8) {
            let end = start + EvalGrammar.authority.utf8.count
            guard EvalGrammar.isLocal(bytes, start) else {
                throw NameBytes.unexpected(bytes, at: start + 2, expected: "'localhost', the only authority")
            }
            authority = start + 2..<end
            start = end
        }
        let end = EvalGrammar.pathEnd(bytes, start, kind)
        let fragment = end < bytes.count && bytes[end] == NameBytes.hash ? end + 1..<bytes.count : nil
        let query = end < bytes.count && fragment == nil ? end + 1..<bytes.count : nil
        let cut = name.cut(authority: authority, path: start..<end, query: query, fragment: fragment)
        try cut.requireNoQuery()
        if kind == .attribute {
            try cut.requirePlainFragment()
            guard !bytes[start..<end].starts(with: "//".utf8) else {
                throw NameBytes.unexpected(bytes, at: start + 1, expected: "an expression")
            }
        } else {
            try cut.requireNoFragment()
        }
        if kind == .authority, authority == nil || start < end {
            throw NameBytes.unexpected(bytes, at: start, expected: "eval://localhost, the only authority")
        }
        return cut
    }

    /// Whether `//localhost` stands at `start`, and nothing that would make it another host.
    static func isLocal(_ bytes: [UInt8], _ start: Int) -> Bool {
        guard bytes[start...].starts(with: authority.utf8) else { return false }
        let end = start + authority.utf8.count
        guard end < bytes.count else { return true }
        return bytes[end] == NameBytes.slash || bytes[end] == NameBytes.hash || bytes[end] == NameBytes.question
    }

    /// The first `#` or `?` that ends the path; quotes do not hide them, braces and evaluators' arguments do.
    private static func pathEnd(_ bytes: [UInt8], _ start: Int, _ kind: ElementKind) -> Int {
        var index = start
        if index < bytes.count, bytes[index] == NameBytes.slash { index += 1 }
        if index < bytes.count, bytes[index] == NameBytes.at,
            let evaluator = EvaluatorName(bytes, from: index + 1, to: bytes.count)
        {
            index = evaluator.whole.upperBound
        }
        var walker = BraceWalker(bytes: bytes, end: bytes.count)
        while index < bytes.count {
            let isInside = walker.visit(index)
            if !isInside, bytes[index] == NameBytes.hash || bytes[index] == NameBytes.question { return index }
            index += 1
        }
        return bytes.count
    }
}
