// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What formats say of bytes. Swift's own `hasPrefix` and `dropFirst` go by characters, and a mark that combines with
/// the character before it would hide that one.
extension String {
    /// Whether the text begins with these bytes.
    func begins(with beginning: StaticString) -> Bool {
        beginning.withUTF8Buffer { utf8.starts(with: $0) }
    }

    /// The text without so many bytes at its beginning.
    func dropping(bytes count: Int) -> String { String(decoding: utf8.dropFirst(count), as: UTF8.self) }
}

extension [ClojureValue] {
    /// The first value that came before. Texts that only look alike (accents in one code or in two) are different.
    var firstRepeated: ClojureValue? {
        guard Set(self).count < count else { return nil }
        var seen: Set<[UInt8]> = []
        return first { !seen.insert(Swift.Array(EDNWriter().text($0).utf8)).inserted }
    }
}
