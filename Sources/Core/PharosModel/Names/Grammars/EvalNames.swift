// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of an expression: its text with the references' own full, normal or simple names in place.
struct EvalNames {
    let name: SplitName
    let kind: ElementKind
    let layout: EvalLayout
    let references: [NameReference]

    /// Everything that is known about the name.
    var parsed: ParsedName {
        let device = layout.evaluator.map { $0.whole.lowerBound - 1..<$0.whole.upperBound }
        let isDevice = kind == .device
        let full = spelled(layout.whole) { "{\($0.fullName)}" }
        let whole = name.text(layout.whole)
        var parsed = ParsedName(
            kind, name,
            full: "eval://localhost/" + (device == nil ? "\(EvalGrammar.defaultEvaluator)/" : "") + full,
            normal: whole.hasPrefix(EvalGrammar.defaultEvaluator + "/")
                ? String(whole.dropFirst(EvalGrammar.defaultEvaluator.utf8.count + 1)) : whole,
            simple: isDevice ? String(whole.dropFirst()) : spelled(layout.expression, by: \.simpleName))
        parsed.references = references
        parsed.isStrict = references.allSatisfy(\.name.isStrict)
        parsed.needsResolution = references.contains(where: \.name.needsResolution)
        parsed.deviceName = device.map { name.text($0) }
        addEvaluator(to: &parsed)
        if !isDevice {
            let attribute = layout.substitutions.lowerBound..<layout.expression.upperBound
            parsed.attributeName = name.text(attribute)
            parsed.parts["expr"] = name.text(layout.expression)
            if !layout.substitutions.isEmpty { parsed.parts["subst"] = name.text(layout.substitutions) }
        }
        if !references.isEmpty {
            parsed.modern.path =
                name.text(name.path.lowerBound..<layout.whole.lowerBound)
                + spelled(layout.whole) { "{\($0.canonical)}" }
        }
        return parsed
    }

    private func addEvaluator(to parsed: inout ParsedName) {
        guard let evaluator = layout.evaluator else { return }
        parsed.parts[evaluator.type == nil ? "evalname" : "evaldotname"] = name.text(evaluator.whole)
        parsed.parts["evalinstname"] = name.text(evaluator.instance)
        parsed.parts["evalmodname"] = name.text(evaluator.module)
        parsed.parts["evalclassname"] = name.text(evaluator.type)
        parsed.parts["evalclassparenths"] = name.text(evaluator.parentheses)
    }

    /// The text of `range` with other words for the references in it, braces included.
    private func spelled(_ range: Range<Int>, by word: (ParsedName) -> String) -> String {
        var text = ""
        var start = range.lowerBound
        for (place, reference) in zip(layout.references, references) where range.contains(place.lowerBound) {
            text += name.text(start..<place.lowerBound - 1) + word(reference.name)
            start = place.upperBound + 1
        }
        return text + name.text(start..<range.upperBound)
    }
}
