// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Where the parts of an expression's name stand in its decoded path.
struct EvalLayout {
    /// The evaluator.
    private(set) var evaluator: EvaluatorName?
    /// Evaluator, substitutions and expression: the path without its slash.
    private(set) var whole: Range<Int>
    /// `key=value;…`, the last semicolon included.
    private(set) var substitutions: Range<Int>
    /// The expression.
    private(set) var expression: Range<Int>
    /// What stands between braces, outermost ones only.
    private(set) var references: [Range<Int>] = []

    init(_ bytes: [UInt8], _ path: Range<Int>, _ kind: ElementKind) throws(NameError) {
        let end = path.upperBound
        var start = path.lowerBound
        if path.count > 1, bytes[start] == NameBytes.slash { start += 1 }
        whole = start..<end
        substitutions = start..<start
        expression = start..<end
        guard !path.isEmpty else {
            throw NameBytes.unexpected(bytes, at: end, end: end, expected: "an expression or '@' and an evaluator")
        }
        references = try EvalLayout.references(bytes, whole)
        if bytes[start] == NameBytes.at {
            evaluator = EvaluatorName(bytes, from: start + 1, to: end)
            guard let evaluator else {
                throw NameBytes.unexpected(
                    bytes, at: start + 1, expected: "an evaluator: name, module.Class, instance=module.Class(…)")
            }
            guard kind != .device || evaluator.whole.upperBound == end else {
                throw NameBytes.unexpected(
                    bytes, at: evaluator.whole.upperBound, expected: "the end of an evaluator's name")
            }
            start = min(evaluator.whole.upperBound + 1, end)
        } else if kind == .device {
            throw NameBytes.unexpected(bytes, at: start, expected: "'@' and an evaluator")
        }
        if kind != .device { try layoutExpression(bytes, from: start, to: end) }
    }

    private mutating func layoutExpression(_ bytes: [UInt8], from start: Int, to end: Int) throws(NameError) {
        var index = start
        while let next = substitutionEnd(bytes, from: index, to: end) { index = next }
        substitutions = start..<index
        expression = index..<end
        guard !expression.isEmpty else {
            throw NameBytes.unexpected(bytes, at: end, end: end, expected: "an expression")
        }
        var walker = BraceWalker(bytes: bytes, end: end)
        while index < end {
            if !walker.visit(index) {
                if bytes[index] == NameBytes.at {
                    throw NameBytes.unexpected(bytes, at: index, expected: "an expression without '@'")
                }
                if bytes[index] == NameBytes.semicolon, !walker.isQuoted {
                    throw NameBytes.unexpected(
                        bytes, at: index, expected: "the end of the expression",
                        hint: "substitutions are key=value; without '=' in the value, and stand before the expression")
                }
            }
            index += 1
        }
    }

    /// The end of `key=value;` at `start`; `nil` when there is none. Values have no `=` outside braces.
    private func substitutionEnd(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        let key = NameBytes.identifierEnd(bytes, from: start, to: end)
        guard key > start, key < end, bytes[key] == NameBytes.equals else { return nil }
        var walker = BraceWalker(bytes: bytes, end: end)
        var index = key + 1
        while index < end {
            if !walker.visit(index) {
                if bytes[index] == NameBytes.equals { return nil }
                if bytes[index] == NameBytes.semicolon, !walker.isQuoted { return index > key + 1 ? index + 1 : nil }
            }
            index += 1
        }
        return nil
    }

    /// What stands between the outermost braces; quoted braces are text.
    private static func references(_ bytes: [UInt8], _ range: Range<Int>) throws(NameError) -> [Range<Int>] {
        var references: [Range<Int>] = []
        var walker = BraceWalker(bytes: bytes, end: range.upperBound)
        var open = range.lowerBound
        for index in range {
            let before = walker.depth
            _ = walker.visit(index)
            let depth = walker.depth
            guard depth != before else { continue }
            if depth > NameContext.maximumDepth {
                throw NameBytes.unexpected(
                    bytes, at: index, expected: "at most \(NameContext.maximumDepth) names inside each other")
            }
            if depth < 0 {
                throw NameBytes.unexpected(bytes, at: index, expected: "'{' before '}'")
            }
            if before == 0 { open = index + 1 } else if depth == 0 { references.append(open..<index) }
        }
        guard walker.depth == 0 else {
            throw NameBytes.unexpected(bytes, at: open - 1, expected: "a '}' for every '{'")
        }
        return references
    }
}
