// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Swift for a pod: a type with a method for each function, typed from the annotations and docstrings of `pod.py`.
///
/// | Python | Swift |
/// | --- | --- |
/// | `int` `float` `str` `bool` `bytes` `None` | `Int` `Double` `String` `Bool` `[UInt8]` `Void` |
/// | `list[T]` `Sequence[T]` `set[T]` `tuple[T, ...]` | `[T]` |
/// | `dict[str, T]` `Mapping[str, T]` | `[String: T]` |
/// | `Optional[T]` `T \| None` | `T?` |
/// | everything else, and what is not said | `Value` |
///
/// A parameter with a default is an optional one; when it is left out, Python's own default counts. Functions with `*args`,
/// `**kwargs` and generators with arguments have no method: they are called in the dynamic form, which a comment says.
public struct PodStubs: Sendable {
    private let outline: PodOutline

    /// Stubs for a pod.
    public init(_ outline: PodOutline) { self.outline = outline }

    /// The name of the type: `HelloWorldPod` for `hello_world`.
    public var typeName: String {
        let words = outline.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let name = words.joined()
        return (name.first.map { $0.isLetter } ?? false ? name : "_" + name) + "Pod"
    }

    /// The file's text.
    public func swift() -> String {
        var lines = [
            "// Made from pods/\(outline.name)/pod.py by: pharos generate pod \(outline.name)", "// Changes are lost when it is made again.", "",
            "public import Pharos", "",
        ]
        lines += comment(outline.documentation ?? "The functions of the pod `\(outline.name)`.", indent: "")
        lines += [
            "public struct \(typeName): Sendable {", "    /// The pod, for functions that have no method here.", "    public let pod: Pod",
            "", "    /// The functions of a pod: `\(typeName)(try await pharos.pod(\"\(outline.name)\"))`.",
            "    public init(_ pod: Pod) { self.pod = pod }",
        ]
        var names: Set<String> = ["pod", "init"]
        for function in outline.functions where !function.isPrivate {
            lines.append("")
            if let reason = obstacle(function) {
                lines.append("    // \(function.signature.oneLine): \(reason)")
            } else if names.insert(function.name).inserted {
                lines += method(function)
            } else {
                lines.append("    // \(function.signature.oneLine): this type has something else of that name; call pod.call(\"\(function.name)\", …)")
            }
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Why a function has no method, and how it is called.
    private func obstacle(_ function: PodOutline.Function) -> String? {
        let call = "call pod.\(function.name)(…)"
        if function.parameters.contains(where: { $0.kind == .rest || $0.kind == .keywords }) {
            return "takes any arguments; \(call)"
        }
        let needsArguments = function.parameters.contains { $0.defaultValue == nil }
        return function.isGenerator && needsArguments ? "a generator with arguments; \(call), which gives all values" : nil
    }

    private func method(_ function: PodOutline.Function) -> [String] {
        var lines = comment(function.documentation ?? "Calls `\(function.name)`.", indent: "    ")
        lines.append("    ///")
        lines.append("    /// Python: `\(function.signature.oneLine)`")
        guard !function.isGenerator else {
            return lines + ["    public var \(quoted(function.name)): PodValues { pod.stream(\"\(function.name)\") }"]
        }
        let result = SwiftType(python: function.returns)
        let words = function.parameters.map { parameter in
            let type = SwiftType(python: parameter.annotation).text
            // What is left out must be told from None, which is no value that anybody needs to hand over by default.
            let isOptional = parameter.defaultValue != nil
            let isLabelled = parameter.kind == .keyword || isOptional && parameter.kind == .ordinary
            let label = isLabelled ? quoted(parameter.name) : "_ \(quoted(parameter.name))"
            let spelled = isOptional && !type.hasSuffix("?") ? type + "?" : type
            return "\(label): \(spelled)" + (isOptional ? " = nil" : "")
        }
        let returned = result.isVoid ? "" : " -> \(result.text)"
        lines.append("    public func \(quoted(function.name))(\(words.joined(separator: ", "))) async throws\(returned) {")
        return lines + body(function, result) + ["    }"]
    }

    private func body(_ function: PodOutline.Function, _ result: SwiftType) -> [String] {
        let given = function.parameters.filter { $0.defaultValue == nil && $0.kind != .keyword }
        var lines: [String] = []
        let places = given.map { "try ValueEncoder.encode(\(quoted($0.name)))" }.joined(separator: ", ")
        let rest = function.parameters.filter { $0.defaultValue != nil || $0.kind == .keyword }
        let hasPlaces = rest.contains { $0.kind == .positional }
        let hasKeywords = rest.contains { $0.kind != .positional }
        lines.append("        \(hasPlaces ? "var" : "let") places: [Value] = [\(places)]")
        if hasKeywords { lines.append("        var keywords = Record()") }
        for parameter in rest {
            let name = quoted(parameter.name)
            if parameter.kind == .positional {
                lines.append("        if let \(name) { places.append(try ValueEncoder.encode(\(name))) }")
            } else if parameter.defaultValue == nil {
                lines.append("        keywords[\"\(parameter.name)\"] = try ValueEncoder.encode(\(name))")
            } else {
                lines.append("        if let \(name) { keywords[\"\(parameter.name)\"] = try ValueEncoder.encode(\(name)) }")
            }
        }
        let call = "try await pod.call(\"\(function.name)\", places\(hasKeywords ? ", keywords: keywords" : ""))"
        switch (result.isVoid, result.text) {
        case (true, _): lines.append("        \(call)")
        case (_, "Value"): lines.append("        return \(call)")
        default: lines.append("        return try ValueDecoder.decode(from: \(call))")
        }
        return lines
    }

    private func comment(_ text: String, indent: String) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            let words = String(line).oneLine
            return "\(indent)///\(words.isEmpty ? "" : " \(words)")"
        }
    }

    private func quoted(_ name: String) -> String { PodStubs.keywords.contains(name) ? "`\(name)`" : name }

    /// Words of Swift that are names in Python.
    private static let keywords: Set<String> = [
        "associatedtype", "borrowing", "case", "catch", "consuming", "default", "defer", "do", "enum", "extension",
        "fallthrough", "false", "fileprivate", "func", "guard", "init", "inout", "internal", "is", "keywords", "let", "nil",
        "open", "operator", "places", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "self", "static",
        "struct", "subscript", "super", "switch", "throw", "throws", "true", "typealias", "var", "where", "Any", "Self",
    ]
}

extension String {
    /// Without line breaks and control characters, which would end a comment.
    fileprivate var oneLine: String {
        var text = ""
        for scalar in unicodeScalars {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control || "\u{2028}\u{2029}".unicodeScalars.contains(scalar) ? " " : scalar)
        }
        return text.trimmingEnd
    }

    private var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
