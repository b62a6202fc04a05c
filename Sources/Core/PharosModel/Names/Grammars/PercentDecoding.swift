// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Percent-encoding (RFC 3986, section 2.1) as names use it.
///
/// `%` and two hexadecimal digits stand for a byte wherever they appear; any other `%` stands for itself, because names
/// such as `eval:5%2` are in use. What is decoded must be printable and UTF-8.
enum PercentDecoding {
    /// How a part of the name is decoded.
    enum Part {
        /// Delimiters must not come out of an authority's encoding: `foo%3A10000` is no host with a port.
        case authority
        /// A path, query or fragment.
        case text
        /// A path of `eval`: what stands between raw braces is a name of its own and decoded with it.
        case expression
    }

    /// Appends the decoded bytes of `range` to `result`, and where each came from to `origins` if there is one.
    static func decode(
        _ bytes: [UInt8], _ range: Range<Int>, as part: Part, into result: inout [UInt8], origins: inout [Int]?
    ) throws(NameError) {
        var walker = BraceWalker(bytes: bytes, end: range.upperBound, isActive: part == .expression)
        let start = result.count
        var index = range.lowerBound
        while index < range.upperBound {
            let isProtected = walker.visit(index)
            origins?.append(index)
            guard !isProtected, bytes[index] == NameBytes.percent, let value = value(bytes, index, range.upperBound)
            else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard value >= 0x20, value != 0x7f else {
                throw NameError(position: index, expected: "a printable character", found: "control character \(value)")
            }
            if part == .authority, value < 0x80, value != NameBytes.percent, !ResourceName.unreserved.contains(value) {
                throw NameError(
                    position: index, expected: "an authority without encoded delimiters",
                    found: ResourceName.describe(value))
            }
            result.append(value)
            index += 3
        }
        try requireText(result, start..<result.count, at: range.lowerBound)
    }

    /// Refuses what is no UTF-8 and the control characters U+0080 to U+009F.
    private static func requireText(_ bytes: [UInt8], _ range: Range<Int>, at position: Int) throws(NameError) {
        var iterator = bytes[range].makeIterator()
        var decoder = UTF8()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar) where (0x80..<0xa0).contains(scalar.value):
                throw NameError(
                    position: position, expected: "printable characters", found: "control character \(scalar.value)")
            case .scalarValue: continue
            case .emptyInput: return
            case .error:
                throw NameError(
                    position: position, expected: "percent-encoded UTF-8", found: "bytes that are no UTF-8")
            }
        }
    }

    private static func value(_ bytes: [UInt8], _ index: Int, _ end: Int) -> UInt8? {
        guard index + 2 < end, let high = ResourceName.digit(bytes[index + 1]),
            let low = ResourceName.digit(bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }

    /// `%XX`.
    static func encoded(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var text = "%"
        text.unicodeScalars.append(digits[Int(byte >> 4)])
        text.unicodeScalars.append(digits[Int(byte & 15)])
        return text
    }

    /// The canonical spelling of a path of `scheme`: its first slash stays, a second one would begin an authority.
    static func encodedPath(_ path: String, _ scheme: String, isAfterAuthority: Bool) -> String {
        let allowed =
            EPICSGrammar.channelAccess.schemes.contains(scheme)
            ? EPICSGrammar.canonical : ResourceName.pathCharacters
        guard path.hasPrefix("/") else { return encode(path, allowed: allowed) }
        let rest = encode(String(path.dropFirst()), allowed: allowed)
        return !isAfterAuthority && rest.hasPrefix("/") ? "/%2F" + rest.dropFirst() : "/" + rest
    }

    /// The canonical spelling of a part; `%` always becomes `%25`.
    static func encode(_ text: String, allowed: Set<UInt8>) -> String {
        ResourceName.encoded(text, allowed: allowed)
    }
}
