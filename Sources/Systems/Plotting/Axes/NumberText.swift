// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Numbers as people read them on an axis and in a legend.
package enum NumberText {
    /// A number with that many digits behind the point, at most 15; beyond 10¹⁵ with an exponent.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let decimals = min(max(decimals, 0), 15)
        var power = 1.0
        for _ in 0..<decimals { power *= 10 }
        let scaled = (value.magnitude * power).rounded()
        guard scaled < 1e18, value.magnitude < 1e15 else { return scientific(value, digits: decimals + 1) }
        var digits = String(UInt64(scaled))
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        // What rounds to nothing has no sign.
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        return "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
    }

    /// `1.5e6`: up to `digits` digits, no zeros at the end.
    package static func scientific(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : fixed(value, decimals: 0) }
        var exponent = exponent(of: value)
        let digits = min(max(digits, 1), 15)
        var mantissa = scaled(value.magnitude, by: -exponent)
        var text = trimmed(fixed(mantissa, decimals: digits - 1))
        if text == "10" {
            mantissa = 1
            exponent += 1
            text = "1"
        }
        return "\(value < 0 ? "-" : "")\(text)e\(exponent)"
    }

    /// A value on its own, with about six digits.
    package static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
        let exponent = exponent(of: value)
        guard exponent >= -4, exponent < 7 else { return scientific(value, digits: 5) }
        return trimmed(fixed(value, decimals: max(0, 5 - exponent)))
    }

    /// The power of ten below or at a number; 0 when there is none.
    package static func exponent(of value: Double) -> Int {
        guard value.isFinite, value != 0 else { return 0 }
        var exponent = Int(decimalLogarithm(value.magnitude).rounded(.down))
        // The logarithm of 1000 may come out below 3.
        if scaled(value.magnitude, by: -exponent) >= 10 { exponent += 1 }
        if scaled(value.magnitude, by: -exponent) < 1 { exponent -= 1 }
        return exponent
    }

    /// `value` · 10^`exponent`, also where the power itself is out of range.
    static func scaled(_ value: Double, by exponent: Int) -> Double {
        if exponent > 300 { return scaled(value * 1e300, by: exponent - 300) }
        if exponent < -300 { return scaled(value / 1e300, by: exponent + 300) }
        return exponent >= 0 ? value * powerOfTen(exponent) : value / powerOfTen(-exponent)
    }

    /// Without zeros at the end of the fraction.
    private static func trimmed(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        var text = text[...]
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return String(text)
    }
}
