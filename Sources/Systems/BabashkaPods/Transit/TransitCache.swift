// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The strings of a transit text that come again as a code of two or three characters.
///
/// Writer and reader count the same strings in the same order, so that a code means the same on both sides.
struct TransitCache {
    /// How many strings are kept; the next one empties the cache.
    static let capacity = 44 * 44

    /// Whether writer and reader count a string: map keys, keywords, symbols and tags of four units or more.
    static func counts(_ text: String, isKey: Bool) -> Bool {
        guard text.utf16.count >= 4 else { return false }
        if isKey { return true }
        return text.begins(with: "~:") || text.begins(with: "~$") || text.begins(with: "~#")
    }

    /// Whether a string is a code.
    static func isCode(_ text: String) -> Bool { text.begins(with: "^") && text != "^ " }

    /// The code of a place: `^0` to `^[`, then `^10` and so on.
    static func code(_ place: Int) -> String {
        func letter(_ digit: Int) -> Character { Character(Unicode.Scalar(UInt8(48 + digit))) }
        return place < 44 ? "^\(letter(place))" : "^\(letter(place / 44))\(letter(place % 44))"
    }

    /// The place of a code; `nil` when it is none.
    static func place(_ code: String) -> Int? {
        let digits = code.utf8.dropFirst().map { Int($0) - 48 }
        guard digits.allSatisfy({ (0..<44).contains($0) }) else { return nil }
        switch digits.count {
        case 1: return digits[0]
        case 2: return digits[0] * 44 + digits[1]
        default: return nil
        }
    }
}
