// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The calculator's names before TEP3: `eval://[db=x;][dev=y;]expression[?key=value;…][?configuration[=key]]`.
///
/// They are ambiguous: `eval://dev=foo` would also be an expression. Devices and authorities win, and an evaluator ends
/// at the first semicolon.
extension EvalGrammar {
    /// The modern spelling; `nil` for names that are modern already.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? {
        let bytes = name.bytes
        guard bytes[name.body...].starts(with: "//".utf8),
            name.scheme != "eval" || !EvalGrammar.isLocal(bytes, name.body),
            let pieces = OldEvalPieces(bytes, from: name.body + 2)
        else { return nil }
        switch kind {
        case .authority:
            return pieces.isAuthority ? "eval:\(EvalGrammar.authority)" : nil
        case .device:
            guard let device = pieces.device, pieces.expression == nil, pieces.configuration == nil else { return nil }
            return "eval:@\(device)"
        case .attribute, .configuration:
            guard let expression = pieces.expression, !expression.hasPrefix("@"), !pieces.isAuthority,
                pieces.areSubstitutionsSound
            else { return nil }
            let substitutions = pieces.substitutions.map { "\($0);" } ?? ""
            var device = pieces.device.map { "@\($0)/" } ?? ""
            if device.isEmpty, substitutions.isEmpty, expression.hasPrefix("/") {
                device = "\(EvalGrammar.defaultEvaluator)/"
            }
            let fragment = pieces.configuration.map { "#" + $0.replacing(" ", with: "%20") } ?? ""
            return "eval:\(device)\(substitutions)\(expression)\(fragment)"
        }
    }
}

/// The parts of an old-style name.
private struct OldEvalPieces {
    private(set) var isAuthority = false
    private(set) var device: String?
    private(set) var expression: String?
    private(set) var substitutions: String?
    private(set) var configuration: String?

    /// Cuts at the `?` and `;` outside braces; `nil` when there is a `#` or the order is wrong.
    init?(_ bytes: [UInt8], from start: Int) {
        guard let queries = OldEvalPieces.split(bytes, start..<bytes.count, at: NameBytes.question),
            queries.count <= 3, OldEvalPieces.split(bytes, start..<bytes.count, at: NameBytes.hash)?.count == 1
        else { return nil }
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var isLast = false
        for query in queries.dropFirst() {
            guard !isLast else { return nil }
            let text = text(query)
            if text == "configuration" || text.hasPrefix("configuration=") {
                isLast = true
                if text != "configuration" { configuration = String(text.dropFirst("configuration=".utf8.count)) }
            } else {
                guard substitutions == nil else { return nil }
                substitutions = text
            }
        }
        guard var main = OldEvalPieces.split(bytes, queries[0], at: NameBytes.semicolon) else { return nil }
        if let first = main.first, text(first).hasPrefix("db=") {
            guard first.count > 3 else { return nil }
            isAuthority = main.count == 1 && queries.count == 1
            main.removeFirst()
            if isAuthority { return }
        }
        if let first = main.first, text(first).hasPrefix("dev=") {
            guard first.count > 4 else { return nil }
            device = text(first.dropFirst(4))
            main.removeFirst()
            if main.isEmpty { return }
        }
        guard main.count == 1, !main[0].isEmpty else { return nil }
        expression = text(main[0])
    }

    /// Whether the substitutions are `key=value` each, and their quotes come in pairs: an expression behind them would
    /// be read differently otherwise.
    var areSubstitutionsSound: Bool {
        guard let substitutions else { return true }
        let bytes = Array(substitutions.utf8)
        var walker = BraceWalker(bytes: bytes, end: bytes.count)
        for index in bytes.indices where !walker.visit(index) && NameBytes.isQuote(bytes[index]) && !walker.isQuoted {
            return false
        }
        guard let parts = OldEvalPieces.split(bytes, bytes.indices, at: NameBytes.semicolon) else { return false }
        return parts.allSatisfy { part in
            let key = NameBytes.identifierEnd(bytes, from: part.lowerBound, to: part.upperBound)
            return key > part.lowerBound && key + 1 < part.upperBound && bytes[key] == NameBytes.equals
                && OldEvalPieces.split(bytes, key + 1..<part.upperBound, at: NameBytes.equals)?.count == 1
        }
    }

    private static func split(_ bytes: [UInt8], _ range: Range<Int>, at separator: UInt8) -> [Range<Int>]? {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        var walker = BraceWalker(bytes: bytes, end: range.upperBound)
        for index in range where !walker.visit(index) && bytes[index] == separator {
            parts.append(start..<index)
            start = index + 1
        }
        guard walker.depth == 0 else { return nil }
        return parts + [start..<range.upperBound]
    }
}
