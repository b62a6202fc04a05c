// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// An integer of any size, as Python has them. It is passed on and printed; there is no arithmetic.
public struct PodBigInteger: Sendable, Hashable, CustomStringConvertible {
    /// Two's complement, highest byte first, as short as possible.
    public let bytes: [UInt8]

    /// An integer from its two's complement, highest byte first.
    public init(bytes: [UInt8]) {
        var short = bytes[...]
        while let first = short.first, let second = short.dropFirst().first,
            first == 0 && second < 0x80 || first == 0xff && second >= 0x80
        {
            short = short.dropFirst()
        }
        self.bytes = Array(short)
    }

    /// An integer of Swift's.
    public init(_ value: some BinaryInteger) {
        var bytes: [UInt8] = []
        var rest = value
        repeat {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        } while rest != 0 && rest != -1
        if value < 0, bytes[bytes.count - 1] < 0x80 { bytes.append(0xff) }
        if value >= 0, bytes[bytes.count - 1] >= 0x80 { bytes.append(0) }
        self.init(bytes: bytes.reversed())
    }

    /// An integer from its decimal digits, with or without a sign; `nil` when there is anything else.
    public init?(_ text: String) {
        let isNegative = text.first == "-"
        let digits = text.utf8.dropFirst(isNegative || text.first == "+" ? 1 : 0)
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        // Lowest byte first.
        var magnitude: [UInt8] = [0]
        for digit in digits {
            var carry = Int(digit) - 48
            for index in magnitude.indices {
                carry += Int(magnitude[index]) * 10
                magnitude[index] = UInt8(carry & 255)
                carry >>= 8
            }
            if carry > 0 { magnitude.append(UInt8(carry)) }
        }
        magnitude.append(0)
        self.init(bytes: (isNegative ? Self.negated(magnitude) : magnitude).reversed())
    }

    /// Whether it is below zero.
    public var isNegative: Bool { (bytes.first ?? 0) >= 0x80 }

    /// The decimal digits; beyond 1024 bytes the hexadecimal ones, which cost less to make.
    public var description: String {
        let low = Array(bytes.reversed())
        var magnitude = isNegative ? Self.negated(low + [0xff]) : low
        let sign = isNegative ? "-" : ""
        if magnitude.count > 1024 {
            let digits = magnitude.reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return "\(sign)0x\(digits.drop { $0 == "0" })"
        }
        var digits: [UInt8] = []
        while magnitude.contains(where: { $0 != 0 }) {
            var rest = 0
            for index in magnitude.indices.reversed() {
                rest = rest << 8 | Int(magnitude[index])
                magnitude[index] = UInt8(rest / 10)
                rest %= 10
            }
            digits.append(UInt8(48 + rest))
            while magnitude.last == 0 { magnitude.removeLast() }
        }
        return digits.isEmpty ? "0" : sign + String(decoding: digits.reversed(), as: UTF8.self)
    }

    /// The same as an integer of Swift's; `nil` when it does not fit.
    public func exactly<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
        T(description)
    }

    /// Two's complement of a number whose lowest byte is first.
    private static func negated(_ bytes: [UInt8]) -> [UInt8] {
        var carry = 1
        return bytes.map { byte in
            carry += Int(~byte)
            defer { carry >>= 8 }
            return UInt8(carry & 255)
        }
    }
}
