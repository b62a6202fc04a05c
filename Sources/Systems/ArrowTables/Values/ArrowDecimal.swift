// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A decimal number as it is: digits and where the point stands.
public struct ArrowDecimal: Sendable, Hashable, CustomStringConvertible {
    /// The number without its point, in two's complement, the lowest 64 bits first.
    let limbs: [UInt64]
    /// How many digits stand behind the point.
    public let scale: Int

    /// `unscaled` × 10^−`scale`.
    init(unscaled: Int128, scale: Int) {
        self.init(
            limbs: [UInt64(truncatingIfNeeded: unscaled), UInt64(truncatingIfNeeded: unscaled >> 64)], scale: scale)
    }

    /// One of at most 256 bits; equal numbers have equal limbs.
    init(limbs: [UInt64], scale: Int) {
        var limbs = limbs
        while limbs.count > 1, let last = limbs.last,
            last == (Int64(bitPattern: limbs[limbs.count - 2]) < 0 ? .max : 0)
        {
            limbs.removeLast()
        }
        self.limbs = limbs
        self.scale = scale
    }

    /// The number without its point, when it has no more than 128 bits.
    public var unscaled: Int128? {
        guard limbs.count <= 2 else { return nil }
        let high = limbs.count == 2 ? limbs[1] : limbs[0] >> 63 == 1 ? .max : 0
        return Int128(truncatingIfNeeded: Int64(bitPattern: high)) << 64 | Int128(limbs[0])
    }

    /// The nearest floating-point number.
    public var double: Double { Double(description) ?? .nan }

    /// As Python's `decimal.Decimal` writes it without exponents: `-12.50`.
    public var description: String {
        let isNegative = limbs.last.map { $0 >> 63 == 1 } ?? false
        var rest = isNegative ? Self.negated(limbs) : limbs
        // Nineteen digits at a time, the last first.
        var groups: [UInt64] = []
        while rest.contains(where: { $0 != 0 }) {
            var remainder: UInt64 = 0
            for index in rest.indices.reversed() {
                (rest[index], remainder) = Self.group.dividingFullWidth((remainder, rest[index]))
            }
            groups.append(remainder)
        }
        var text = groups.last.map { String($0) } ?? "0"
        for group in groups.dropLast().reversed() {
            let part = String(group)
            text += String(repeating: "0", count: 19 - part.utf8.count) + part
        }
        if scale < 0 {
            if text != "0" { text += String(repeating: "0", count: -scale) }
        } else if scale > 0 {
            if text.utf8.count <= scale { text = String(repeating: "0", count: scale + 1 - text.utf8.count) + text }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -scale))
        }
        return (isNegative ? "-" : "") + text
    }

    private static let group: UInt64 = 10_000_000_000_000_000_000

    private static func negated(_ limbs: [UInt64]) -> [UInt64] {
        var carries = true
        return limbs.map { limb in
            let (sum, overflows) = (~limb).addingReportingOverflow(carries ? 1 : 0)
            carries = overflows
            return sum
        }
    }
}
