// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Finds headers of tables that the TOML library (toml++ 3, in TOMLKit 0.6) cannot be given: on `[.a]`, `[!]` or `[` and a
/// line's end it runs into an assertion that ends the process, or without assertions into undefined behaviour.
///
/// Follows the text as far as it is TOML: strings, comments and the brackets of values. What comes after the first fault is
/// never read by the library, so that it does not matter what is made of it here.
struct TOMLHeaders {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    private init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    }

    /// The first header whose name begins with what begins no name: its line, and what stands there.
    static func fault(in text: String) -> (line: Int, found: String)? {
        var scanner = TOMLHeaders(text)
        while scanner.index < scanner.bytes.count {
            if let found = scanner.statement() { return (scanner.line, found) }
        }
        return nil
    }

    /// The byte at the place, or behind it; 0 behind the end.
    private func byte(_ offset: Int = 0) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }

    private mutating func skipBlanks() {
        while byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t") { index += 1 }
    }

    /// One header, or one key with its value, to the end of its line.
    private mutating func statement() -> String? {
        skipBlanks()
        if byte() == UInt8(ascii: "[") {
            index += 1
            skipBlanks()
            if byte() == UInt8(ascii: "[") {
                index += 1
                skipBlanks()
            }
            if index < bytes.count, !TOMLHeaders.beginsName(byte()) { return found }
        }
        var depth = 0
        while index < bytes.count {
            switch byte() {
            case UInt8(ascii: "\n"):
                line += 1
                index += 1
                if depth <= 0 { return nil }
            case UInt8(ascii: "#"): while index < bytes.count, byte() != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                index += 1
            default: index += 1
            }
        }
        return nil
    }

    private mutating func skipString() {
        let quote = byte()
        let isLong = byte(1) == quote && byte(2) == quote
        index += isLong ? 3 : 1
        while index < bytes.count {
            let one = byte()
            if one == UInt8(ascii: "\n") {
                // Another string ends with its line, or is none.
                guard isLong else { return }
                line += 1
            }
            if one == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), byte(1) != UInt8(ascii: "\n") { index += 1 }
            if one == quote, !isLong || (byte(1) == quote && byte(2) == quote) {
                index += isLong ? 3 : 1
                // Up to two quotes more belong to the text.
                for _ in 0..<2 where isLong && byte() == quote { index += 1 }
                return
            }
            index += 1
        }
    }

    /// Whether a name may begin so; with `]` there is none, which the library says itself.
    private static func beginsName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private var found: String {
        if byte() == UInt8(ascii: "\n") || byte() == UInt8(ascii: "\r") { return "the end of the line" }
        let rest = String(decoding: bytes[index...].prefix(8), as: UTF8.self)
        return rest.first.map { $0.isASCII && !("!"..."~").contains($0) ? "an invisible character" : "'\($0)'" } ?? ""
    }
}
