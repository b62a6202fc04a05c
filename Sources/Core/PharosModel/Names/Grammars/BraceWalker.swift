// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Walks over an expression from left to right and knows what stands in `{…}`: quoted braces do not count.
///
/// A quote that has no partner is an ordinary character. The walk is linear: each quote is looked for once.
struct BraceWalker {
    private let bytes: [UInt8]
    private let end: Int
    private let isActive: Bool
    private var quoteEnd = -1
    private var hasNoMore: (single: Bool, double: Bool) = (false, false)
    /// How many braces are open.
    private(set) var depth = 0

    init(bytes: [UInt8], end: Int, isActive: Bool = true) {
        self.bytes = bytes
        self.end = end
        self.isActive = isActive
    }

    /// Whether the last visited byte stands in quotes, the quotes included.
    var isQuoted: Bool { quoteEnd >= 0 }

    /// Goes on to the byte at `index` (the caller visits increasing indexes).
    /// - Returns: whether it stands inside braces, the closing one excluded.
    mutating func visit(_ index: Int) -> Bool {
        guard isActive else { return false }
        if index <= quoteEnd { return depth > 0 }
        quoteEnd = -1
        let byte = bytes[index]
        if NameBytes.isQuote(byte) {
            if let partner = partner(of: byte, at: index) { quoteEnd = partner }
        } else if byte == NameBytes.openBrace {
            depth += 1
            return depth > 1
        } else if byte == NameBytes.closeBrace {
            depth -= 1
        }
        return depth > 0
    }

    private mutating func partner(of quote: UInt8, at index: Int) -> Int? {
        let isSingle = quote == UInt8(ascii: "'")
        if isSingle ? hasNoMore.single : hasNoMore.double { return nil }
        if let found = bytes[(index + 1)..<end].firstIndex(of: quote) { return found }
        if isSingle { hasNoMore.single = true } else { hasNoMore.double = true }
        return nil
    }
}
