// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The `host:port` of names.
///
/// Hosts are labels of letters and digits of any script, `-` and `_`, or IPv6 addresses in brackets (RFC 3986,
/// section 3.2.2; RFC 6874 for zones). Ports are 1 to 65535 in ASCII digits.
enum NameAuthority {
    /// Whether a port may, must or must not be there.
    enum Port {
        case needed
        case optional
    }

    /// Reads `host[:port]`.
    /// - Returns: where host and port stand.
    static func host(
        _ bytes: [UInt8], _ range: Range<Int>, port: Port
    ) throws(NameError) -> (host: Range<Int>, port: Range<Int>?) {
        let end = try hostEnd(bytes, range)
        let host = range.lowerBound..<end
        guard end < range.upperBound else {
            guard port == .optional else {
                throw NameBytes.unexpected(
                    bytes, at: end, expected: "':' and a port", hint: "the authority is host:port")
            }
            return (host, nil)
        }
        guard bytes[end] == NameBytes.colon else {
            throw NameBytes.unexpected(bytes, at: end, expected: "':' and a port")
        }
        return (host, try Self.port(bytes, end + 1..<range.upperBound))
    }

    /// Reads `host:port[,host:port…]`.
    /// - Returns: where host and port stand when it is one.
    static func hosts(
        _ bytes: [UInt8], _ range: Range<Int>
    ) throws(NameError) -> (host: Range<Int>, port: Range<Int>?)? {
        var start = range.lowerBound
        while true {
            let end = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? range.upperBound
            let one = try host(bytes, start..<end, port: .needed)
            if end == range.upperBound { return start == range.lowerBound ? one : nil }
            start = end + 1
        }
    }

    /// The authority with a port.
    static func withPort(_ authority: String, _ port: Int) -> String {
        let afterHost = authority.lastIndex(of: "]").map { authority[authority.index(after: $0)...] } ?? authority[...]
        return afterHost.contains(":") ? authority : "\(authority):\(port)"
    }

    private static func port(_ bytes: [UInt8], _ range: Range<Int>) throws(NameError) -> Range<Int> {
        var value = 0
        for index in range {
            guard NameBytes.isDigit(bytes[index]), range.count <= 5 else {
                throw NameBytes.unexpected(bytes, at: index, expected: "a port from 1 to 65535")
            }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        guard (1...65535).contains(value) else {
            throw NameBytes.unexpected(bytes, at: range.lowerBound, expected: "a port from 1 to 65535")
        }
        return range
    }

    private static func hostEnd(_ bytes: [UInt8], _ range: Range<Int>) throws(NameError) -> Int {
        if range.lowerBound < range.upperBound, bytes[range.lowerBound] == UInt8(ascii: "[") {
            return try addressEnd(bytes, range)
        }
        var index = range.lowerBound
        while true {
            let end = NameBytes.wordEnd(bytes, from: index, to: range.upperBound, hyphens: true)
            guard end > index else {
                throw NameBytes.unexpected(bytes, at: end, end: range.upperBound, expected: "a host name")
            }
            guard end < range.upperBound, bytes[end] == NameBytes.dot else { return end }
            index = end + 1
        }
    }

    /// The end of `[IPv6]`.
    private static func addressEnd(_ bytes: [UInt8], _ range: Range<Int>) throws(NameError) -> Int {
        guard let close = bytes[range].firstIndex(of: UInt8(ascii: "]")) else {
            throw NameBytes.unexpected(bytes, at: range.upperBound, expected: "']' behind an IPv6 address")
        }
        var end = close
        if let zone = bytes[range.lowerBound..<close].firstIndex(of: NameBytes.percent) {
            guard zone + 1 < close, bytes[zone + 1..<close].allSatisfy(ResourceName.unreserved.contains) else {
                throw NameBytes.unexpected(bytes, at: zone, expected: "a zone of letters and digits behind '%25'")
            }
            end = zone
        }
        guard isAddress(bytes[(range.lowerBound + 1)..<end]) else {
            throw NameBytes.unexpected(bytes, at: range.lowerBound + 1, expected: "an IPv6 address")
        }
        return close + 1
    }

    /// Whether these are eight groups of hexadecimal digits, `::` for some, perhaps an IPv4 address at the end.
    private static func isAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
        var groups = 0
        var hasGap = false
        var index = bytes.startIndex
        if bytes.starts(with: "::".utf8) {
            hasGap = true
            index += 2
        }
        while index < bytes.endIndex {
            let end = bytes[index...].firstIndex(of: NameBytes.colon) ?? bytes.endIndex
            let group = bytes[index..<end]
            if end == bytes.endIndex, group.contains(NameBytes.dot) {
                guard isIPv4(group) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(group.count), group.allSatisfy(NameBytes.isHexadecimal) else { return false }
            groups += 1
            guard end < bytes.endIndex else { break }
            index = end + 1
            if index == bytes.endIndex { return false }
            if bytes[index] == NameBytes.colon {
                if hasGap { return false }
                hasGap = true
                index += 1
            }
        }
        return hasGap ? groups <= 7 : groups == 8
    }

    private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: NameBytes.dot, omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy(NameBytes.isDigit)
                    && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }
}
