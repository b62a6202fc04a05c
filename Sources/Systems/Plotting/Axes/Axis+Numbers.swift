// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Axis {
    /// Steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
    static func linear(
        _ values: ClosedRange<Double>?, _ lower: Double?, _ upper: Double?, _ count: Int
    ) -> (Double, Double, [Tick]) {
        var (low, high) = ends(values, lower, upper)
        let step = niceStep((high / Double(count) - low / Double(count)))
        if !isFixed(lower) { low = max((low / step).rounded(.down) * step, -limit) }
        if !isFixed(upper) { high = min((high / step).rounded(.up) * step, limit) }
        let first = (low / step - 1e-6).rounded(.up)
        let last = (high / step + 1e-6).rounded(.down)
        var marks: [Double] = []
        var number = first
        while number <= last, marks.count < 200 {
            // Division by a power of ten is exact where multiplication by 0.1 is not.
            marks.append(min(max(number * step, low), high))
            number += 1
        }
        return (low, high, label(marks, step: step))
    }

    /// Full decades; within two decades also 2 and 5 of each; when there are too many, every second, third …
    static func logarithmic(
        _ values: ClosedRange<Double>?, _ lower: Double?, _ upper: Double?, _ count: Int
    ) -> (Double, Double, [Tick]) {
        func positive(_ value: Double?) -> Double? { value.flatMap { $0.isFinite && $0 > 0 ? min($0, limit) : nil } }
        let lower = positive(lower)
        let upper = positive(upper)
        var low = lower ?? positive(values?.lowerBound) ?? upper.map { $0 / 10 } ?? 1
        var high = upper ?? positive(values?.upperBound) ?? min(low * 10, limit)
        low = max(low, 1e-300)
        high = max(high, 1e-300)
        if low > high { (low, high) = lower == nil ? (high, high) : (low, low) }
        // Full decades, or within two of them 1, 2 and 5 of each.
        let ends: [Double] = low > high / 100 ? [1, 2, 5, 10] : [1, 10]
        if lower == nil {
            let exponent = max(NumberText.exponent(of: low), -300)
            low = ends.map { NumberText.scaled($0, by: exponent) }.last { $0 <= low } ?? low
        }
        if upper == nil {
            let exponent = min(NumberText.exponent(of: high), 306)
            high = ends.map { NumberText.scaled($0, by: exponent) }.first { $0 >= high } ?? limit
        }
        if high < low * 1.01 { high = min(low * 10, limit) }
        if high < low * 1.01 { low = high / 10 }
        let (from, to) = (NumberText.exponent(of: low), NumberText.exponent(of: high))
        let stride = max(1, (to - from + count - 1) / count)
        let factors: [Double] = to - from <= 2 && count >= (to - from) * 3 ? [1, 2, 5] : [1]
        var ticks: [Tick] = []
        for exponent in Swift.stride(from: from, through: to, by: stride) {
            for factor in factors {
                let value = NumberText.scaled(factor, by: exponent)
                if value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) {
                    ticks.append(Tick(value: value, label: NumberText.short(value)))
                }
            }
        }
        return (low, high, ticks)
    }

    /// The smallest of 1, 2, 5, 10 times a power of ten that is not below `rough`.
    static func niceStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        let exponent = NumberText.exponent(of: rough)
        let factor = [1.0, 2, 5].first { NumberText.scaled($0, by: exponent) >= rough * (1 - 1e-9) } ?? 10
        return NumberText.scaled(factor, by: exponent)
    }

    private static func isFixed(_ end: Double?) -> Bool { end?.isFinite ?? false }

    /// All labels of an axis in one form.
    private static func label(_ marks: [Double], step: Double) -> [Tick] {
        let largest = marks.map(\.magnitude).max() ?? 0
        let stepExponent = NumberText.exponent(of: step)
        let isLong = largest >= 1e7 || stepExponent < -6
        let digits = largest > 0 ? NumberText.exponent(of: largest) - stepExponent + 1 : 1
        return marks.map { mark in
            let value = mark.magnitude < step / 1e6 ? 0 : mark
            return Tick(
                value: mark,
                label: isLong
                    ? NumberText.scientific(value, digits: digits)
                    : NumberText.fixed(value, decimals: max(0, -stepExponent)))
        }
    }
}
