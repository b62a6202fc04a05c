// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The fields of an `os-release` file.
public struct OSRelease: Hashable, Sendable {
    public private(set) var fields: [String: String] = [:]

    /// Reads `KEY=value` lines: comments, both kinds of quotes and backslash escapes as a shell would.
    public init(parsing text: String) {
        for line in text.split(whereSeparator: \.isNewline).prefix(1000) {
            let line = String(line).trimmed
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            let key = String(line[..<equals]).trimmed
            guard !key.isEmpty else { continue }
            fields[key] = OSRelease.unquoted(line[line.index(after: equals)...])
        }
    }

    /// `/etc/os-release`, else `/usr/lib/os-release`, below `root`.
    public init?(root: String = "") {
        let files = ["/etc/os-release", "/usr/lib/os-release"]
        guard let text = files.lazy.compactMap({ Files.text(root + $0, limit: 1 << 16) }).first else { return nil }
        self.init(parsing: text)
    }

    public subscript(key: String) -> String { fields[key] ?? "" }

    private static func unquoted(_ text: Substring) -> String {
        var out = ""
        var quote: Character?
        var escaped = false
        for character in text {
            if escaped {
                out.append(character)
                escaped = false
            } else if character == "\\", quote != "'" {
                escaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            } else if quote == nil, character == " " || character == "\t" {
                break
            } else {
                out.append(character)
            }
        }
        return out
    }
}
