// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The parts of a name, cut out byte by byte.
extension ResourceName {
    static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    static let pathCharacters = unreserved.union("!$&'()*+,;=:@/".utf8)
    static let queryCharacters = pathCharacters.union("?".utf8)

    /// The scheme before the first colon (RFC 3986, section 3.1), made lower case.
    static func scheme(of rest: inout ArraySlice<UInt8>, _ defaultScheme: String?) throws(NameError) -> String {
        var index = rest.startIndex
        while index < rest.endIndex, isSchemeByte(rest[index], first: index == rest.startIndex) { index += 1 }
        guard index < rest.endIndex, rest[index] == UInt8(ascii: ":"), index > rest.startIndex else {
            if let defaultScheme { return defaultScheme }
            throw NameError(
                position: index, expected: "a scheme and ':'",
                found: index < rest.endIndex ? describe(rest[index]) : "the end of the name",
                hint: "names look like ros:/chatter or mock:/temperature")
        }
        let scheme = String(decoding: rest[..<index], as: UTF8.self).lowercased()
        rest = rest[(index + 1)...]
        return scheme
    }

    private static func isSchemeByte(_ byte: UInt8, first: Bool) -> Bool {
        let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
        if isLetter { return true }
        if first { return false }
        return (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    /// Cuts off what stands behind the first `delimiter`.
    static func cut(
        _ rest: inout ArraySlice<UInt8>, at delimiter: UInt8, isExpression: Bool
    ) throws(NameError) -> String? {
        guard let index = isExpression ? first(delimiter, outsideBracesOf: rest) : rest.firstIndex(of: delimiter)
        else { return nil }
        let part = rest[(index + 1)...]
        rest = rest[..<index]
        return try decoded(part)
    }

    private static func first(_ delimiter: UInt8, outsideBracesOf rest: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(rest)
        var walker = BraceWalker(bytes: bytes, end: bytes.count)
        return bytes.indices.first { !walker.visit($0) && bytes[$0] == delimiter }.map { rest.startIndex + $0 }
    }

    /// Checks `host[:port][,host:port…]`; hosts are made lower case, ports are 1 to 65535, IPv6 literals stand in
    /// brackets.
    static func authority(_ bytes: ArraySlice<UInt8>, hasPorts: Bool = true) throws(NameError) -> String {
        var parts: [String] = []
        var start = bytes.startIndex
        while true {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
            parts.append(try host(bytes[start..<end], hasPorts: hasPorts))
            guard end < bytes.endIndex else { break }
            start = end + 1
        }
        return parts.joined(separator: ",")
    }

    private static func host(_ bytes: ArraySlice<UInt8>, hasPorts: Bool) throws(NameError) -> String {
        var hostEnd = bytes.endIndex
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw NameError(position: bytes.endIndex, expected: "']' behind an IPv6 address", found: "no ']'")
            }
            hostEnd = close + 1
            guard hostEnd == bytes.endIndex || bytes[hostEnd] == UInt8(ascii: ":") else {
                throw NameError(position: hostEnd, expected: "':' and a port", found: describe(bytes[hostEnd]))
            }
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            hostEnd = colon
        }
        for index in bytes.startIndex..<hostEnd where bytes[index] == UInt8(ascii: "@") || bytes[index] <= 0x20 {
            throw NameError(position: index, expected: "a host name", found: describe(bytes[index]))
        }
        let host = String(decoding: bytes[..<hostEnd], as: UTF8.self).lowercased()
        guard hostEnd < bytes.endIndex else { return host }
        let digits = bytes[(hostEnd + 1)...]
        guard hasPorts else { return "\(host):\(String(decoding: digits, as: UTF8.self))" }
        guard !digits.isEmpty, digits.count <= 5, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port)
        else {
            throw NameError(
                position: hostEnd + 1, expected: "a port from 1 to 65535",
                found: "'\(String(decoding: digits.prefix(20), as: UTF8.self))'")
        }
        return "\(host):\(port)"
    }

    /// Percent-decodes; `%` that does not begin two hexadecimal digits stands for itself.
    static func decoded(
        _ bytes: ArraySlice<UInt8>, as part: PercentDecoding.Part = .text
    ) throws(NameError) -> String {
        guard bytes.contains(UInt8(ascii: "%")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        var origins: [Int]?
        result.reserveCapacity(bytes.count)
        do {
            try PercentDecoding.decode(Array(bytes), 0..<bytes.count, as: part, into: &result, origins: &origins)
        } catch {
            var error = error
            error.position += bytes.startIndex
            throw error
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    static func encoded(_ text: String, allowed: Set<UInt8>) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if allowed.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// An expression as people write it: what stands in braces is a name of its own and stays as it is.
    static func expressionForDisplay(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var walker = BraceWalker(bytes: bytes, end: bytes.count)
        var result: [UInt8] = []
        for index in bytes.indices {
            let isEncoded = !walker.visit(index) && "%?#".utf8.contains(bytes[index])
            if isEncoded { result += PercentDecoding.encoded(bytes[index]).utf8 } else { result.append(bytes[index]) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func encodedForDisplay(_ text: String) -> String {
        var result = ""
        // By scalars: a sign with a combining mark behind it is another character and yet the same sign to the parser.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "?": result += "%3F"
            case "#": result += "%23"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func describe(_ byte: UInt8) -> String {
        byte >= 0x20 && byte < 0x7f ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
    }
}
