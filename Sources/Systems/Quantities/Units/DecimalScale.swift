// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The size of a unit as a factor times a power of ten.
///
/// Kept apart so that conversions between decimal multiples are exact: 4.35 m is 435 cm by one rounding, not two.
struct DecimalScale: Sendable, Hashable {
    var factor: Double
    var decade: Int

    static let one = DecimalScale(factor: 1, decade: 0)

    init(factor: Double, decade: Int) {
        self.factor = factor
        self.decade = decade
    }

    /// The scale in one number.
    var value: Double { DecimalScale.apply(decade, to: factor) }

    func multiplied(by other: DecimalScale) -> DecimalScale {
        DecimalScale(factor: factor * other.factor, decade: decade &+ other.decade)
    }

    func divided(by other: DecimalScale) -> DecimalScale {
        DecimalScale(factor: factor / other.factor, decade: decade &- other.decade)
    }

    /// This raised to an exponent in sixtieths.
    func raised(to exponent: Int16) -> DecimalScale {
        let parts = Int(Dimension.parts)
        let decades = decade * Int(exponent)
        if exponent.isMultiple(of: Dimension.parts) {
            var result = 1.0
            for _ in 0..<abs(Int(exponent) / parts) { result *= factor }
            return DecimalScale(factor: exponent < 0 ? 1 / result : result, decade: decades / parts)
        }
        let rest = Double(decades % parts) / Double(parts)
        let result = power(factor, Double(exponent) / Double(parts)) * power(10, rest)
        return DecimalScale(factor: result, decade: decades / parts)
    }

    /// `number` times ten to the `decade`, correctly rounded as long as the power is exact.
    static func apply(_ decade: Int, to number: Double) -> Double {
        if decade == 0 { return number }
        if decade > 0 && decade <= 22 { return number * exact[decade] }
        if decade < 0 && decade >= -22 { return number / exact[-decade] }
        return number * power(10, Double(decade))
    }

    private static let exact: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
