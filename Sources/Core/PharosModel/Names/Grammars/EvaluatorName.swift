// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Where the parts of an evaluator stand: `@name`, `@module.Class`, `@instance=module.Class(arguments)`, `@module.*`.
struct EvaluatorName {
    /// All of it, without `@`.
    let whole: Range<Int>
    private(set) var instance: Range<Int>?
    private(set) var module: Range<Int>?
    private(set) var type: Range<Int>?
    private(set) var parentheses: Range<Int>?

    /// Reads an evaluator up to the slash behind it or to `end`; `nil` when there is none.
    init?(_ bytes: [UInt8], from start: Int, to end: Int) {
        if let dotted = EvaluatorName(dotted: bytes, start, end) {
            self = dotted
            return
        }
        var index = start
        while index < end, bytes[index] != NameBytes.slash {
            switch bytes[index] {
            case NameBytes.question, NameBytes.hash, NameBytes.colon, NameBytes.dot, NameBytes.equals: return nil
            default: index += 1
            }
        }
        guard index > start else { return nil }
        whole = start..<index
    }

    private init?(dotted bytes: [UInt8], _ start: Int, _ end: Int) {
        var index = start
        let word = NameBytes.wordEnd(bytes, from: start, to: end)
        if word > start, word < end, bytes[word] == NameBytes.equals {
            instance = start..<word
            index = word + 1
        }
        let moduleStart = index
        var lastDot: Int?
        while true {
            if lastDot != nil, index < end, bytes[index] == UInt8(ascii: "*") {
                index += 1
                break
            }
            let word = NameBytes.wordEnd(bytes, from: index, to: end)
            guard word > index else { return nil }
            index = word
            guard index < end, bytes[index] == NameBytes.dot else { break }
            lastDot = index
            index += 1
        }
        guard let lastDot else { return nil }
        module = moduleStart..<lastDot
        type = lastDot + 1..<index
        if index < end, bytes[index] == UInt8(ascii: "(") {
            guard let close = EvaluatorName.argumentsEnd(bytes, index, end) else { return nil }
            parentheses = index..<close
            index = close
        }
        guard index == end || bytes[index] == NameBytes.slash else { return nil }
        whole = start..<index
    }

    /// The end of the arguments that begin with `(` at `start`: behind the last `)` before a slash that is neither
    /// quoted nor in braces.
    private static func argumentsEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var walker = BraceWalker(bytes: bytes, end: end)
        var index = start
        while index < end {
            let isInside = walker.visit(index)
            if NameBytes.isQuote(bytes[index]), !walker.isQuoted { return nil }
            if bytes[index] == NameBytes.slash, !isInside, !walker.isQuoted { break }
            index += 1
        }
        return index > start + 1 && bytes[index - 1] == UInt8(ascii: ")") ? index : nil
    }
}
