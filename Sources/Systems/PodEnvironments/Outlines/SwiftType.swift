// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A Swift type for one of Python's, as annotations write it; `Value` where there is none.
struct SwiftType: Sendable, Hashable {
    /// How Swift writes it.
    let text: String

    /// Whether it is the type of what returns nothing.
    var isVoid: Bool { text == "Void" }

    private static let simple: [String: String] = [
        "int": "Int", "float": "Double", "str": "String", "bool": "Bool", "bytes": "[UInt8]", "bytearray": "[UInt8]",
    ]
    private static let lists: Set<String> = [
        "list", "List", "Sequence", "Iterable", "Collection", "set", "Set", "frozenset", "FrozenSet", "AbstractSet",
    ]
    private static let records: Set<String> = ["dict", "Dict", "Mapping", "MutableMapping", "OrderedDict"]

    /// The type of an annotation; `nil`: not said.
    init(python annotation: String?) {
        guard let annotation, annotation.utf8.count <= 500 else {
            text = "Value"
            return
        }
        let trimmed = annotation.trimmingBlanks
        text = trimmed == "None" ? "Void" : SwiftType.text(trimmed, depth: 8)
    }

    private static func text(_ annotation: String, depth: Int) -> String {
        var annotation = annotation.trimmingBlanks
        // A forward reference: 'int'.
        if let quote = annotation.first, quote == "'" || quote == "\"", annotation.count > 2, annotation.last == quote {
            annotation = String(annotation.dropFirst().dropLast())
        }
        guard depth > 0 else { return "Value" }
        let alternatives = parts(annotation, by: "|").map(\.trimmingBlanks)
        if alternatives.count > 1 { return optional(alternatives, depth) }
        if let simple = simple[annotation] { return simple }
        guard let open = annotation.firstIndex(of: "["), annotation.last == "]" else { return "Value" }
        let base = annotation[..<open].split(separator: ".").last.map(String.init) ?? ""
        let inner = parts(String(annotation[annotation.index(after: open)...].dropLast()), by: ",").map(\.trimmingBlanks)
        switch base {
        case "Optional" where inner.count == 1: return optional([inner[0], "None"], depth)
        case "Union": return optional(inner, depth)
        case _ where lists.contains(base) && inner.count == 1: return "[\(text(inner[0], depth: depth - 1))]"
        case "tuple", "Tuple":
            guard inner.count == 2, inner[1] == "..." else { return "Value" }
            return "[\(text(inner[0], depth: depth - 1))]"
        case _ where records.contains(base) && inner.count == 2 && inner[0] == "str":
            return "[String: \(text(inner[1], depth: depth - 1))]"
        default: return "Value"
        }
    }

    /// One type and None; anything else may be anything.
    private static func optional(_ alternatives: [String], _ depth: Int) -> String {
        let others = alternatives.filter { $0 != "None" }
        guard others.count == 1, others.count < alternatives.count else { return "Value" }
        let type = text(others[0], depth: depth - 1)
        return type == "Value" || type.hasSuffix("?") ? type : type + "?"
    }

    /// Parts of a text between separators that stand in no brackets.
    private static func parts(_ text: String, by separator: Character) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if character == separator, depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}
