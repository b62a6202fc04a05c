// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions

/// The comments of a definition by the name of the field or constant they belong to: the lines directly above it, and
/// what follows it on its line.
struct DefinitionComments {
    private var comments: [String: [String]] = [:]

    init(_ text: String) {
        var above: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let hash = line.firstIndex(of: "#")
            let declaration = MessageDefinition.trim(line[..<(hash ?? line.endIndex)])
            let comment = hash.map { MessageDefinition.trim(line[$0...].drop { $0 == "#" }) } ?? ""
            if declaration.isEmpty {
                // An empty line ends what belongs together; a line of `#` only is one.
                above = comment.isEmpty ? [] : above + [String(comment)]
                continue
            }
            let words = declaration.split(omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" || $0 == "=" }
            if words.count > 1 {
                let own = words[0] == "string" && declaration.contains("=") ? "" : comment
                comments[String(words[1])] = above + (own.isEmpty ? [] : [String(own)])
            }
            above = []
        }
    }

    /// The lines of a comment, without characters that source text may not hold.
    subscript(name: String) -> [String] {
        (comments[name] ?? []).map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
        }
    }
}
