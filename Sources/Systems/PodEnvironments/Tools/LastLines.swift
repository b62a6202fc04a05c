// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The end of what a program says, in bounded memory: the last lines, each cut at a length that fits a terminal.
struct LastLines: Sendable {
    private(set) var lines: [String] = []
    private var current: [UInt8] = []
    private let maximumLines: Int
    private static let maximumLength = 400

    init(_ maximumLines: Int = 12) { self.maximumLines = maximumLines }

    /// Takes bytes as they come, and gives the lines that are complete now.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
        var complete: [String] = []
        for byte in bytes {
            if byte == 0x0a || byte == 0x0d {
                if let line = endLine() { complete.append(line) }
            } else if current.count < LastLines.maximumLength {
                current.append(byte)
            }
        }
        return complete
    }

    /// Takes the line that nobody ended.
    mutating func finish() { _ = endLine() }

    private mutating func endLine() -> String? {
        defer { current.removeAll(keepingCapacity: true) }
        let text = LastLines.printable(current)
        guard text.contains(where: { $0 != " " }) else { return nil }
        lines.append(text)
        if lines.count > maximumLines { lines.removeFirst() }
        return text
    }

    /// Text without control characters and colours.
    static func printable(_ bytes: [UInt8]) -> String {
        var result = ""
        var isEscape = false
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if isEscape {
                // A CSI sequence ends with a letter.
                if scalar.properties.isAlphabetic { isEscape = false }
            } else if scalar == "\u{1b}" {
                isEscape = true
            } else {
                result.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
            }
        }
        return result
    }
}
