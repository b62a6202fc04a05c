// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// The arguments of a function from the words of a command line: `1 two '[3]' --x=4 --y 5 --flag`.
struct PodCommandArguments: Sendable, Equatable {
    var places: [Value] = []
    var keywords = Record()

    /// - Parameter keepsHyphens: names of Python have no hyphens, those of options do: they become `_`. Clojure's keep theirs.
    /// - Throws: ``PharosError`` with `invalidValue` where something begins like JSON and is none, or `--` has no name.
    init(_ words: [String], keepsHyphens: Bool = false) throws {
        var rest = words[...]
        var takesKeywords = true
        while let word = rest.popFirst() {
            if takesKeywords, word == "--" {
                takesKeywords = false
                continue
            }
            guard takesKeywords, word.hasPrefix("--") else {
                places.append(try JSONArgument.value(word))
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = parts.first, !name.isEmpty, !name.hasPrefix("-") else {
                throw PharosError(.invalidValue, "'\(word)': an argument by name is written --name=value")
            }
            let keyword = keepsHyphens ? name : name.replacing("-", with: "_")
            if parts.count == 2 {
                keywords[keyword] = try JSONArgument.value(parts[1])
            } else if let next = rest.first, !next.hasPrefix("--") {
                keywords[keyword] = try JSONArgument.value(next)
                rest = rest.dropFirst()
            } else {
                keywords[keyword] = true
            }
        }
    }
}
