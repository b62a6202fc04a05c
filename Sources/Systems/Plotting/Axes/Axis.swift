// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A scale with its ends and its ticks.
public struct Axis: Sendable, Hashable {
    /// How values become places.
    public enum Scale: Sendable, Hashable {
        /// Evenly.
        case linear
        /// By their decimal logarithm; what is not above 0 has no place.
        case logarithmic
        /// Seconds since 1970-01-01 UTC, ticks at full seconds, minutes, hours of a clock that is this many seconds
        /// ahead of UTC.
        case clock(offset: Double)
    }

    /// A place with a label.
    public struct Tick: Sendable, Hashable {
        /// The value there.
        public var value: Double
        /// Its text.
        public var label: String
    }

    /// How values become places.
    public let scale: Scale
    /// The value at the beginning.
    public let lower: Double
    /// The value at the end, above ``lower``.
    public let upper: Double
    /// From the beginning to the end.
    public let ticks: [Tick]

    /// The largest magnitude on an axis; a bit less than the largest `Double`, so that a span is finite.
    static let limit = 8e307

    /// An axis over values.
    ///
    /// Whatever comes, the axis is one that can be drawn: ends that are not finite, in the wrong order, or too close
    /// for a `Double` to tell ticks apart, are moved.
    ///
    /// - Parameters:
    ///   - scale: how values become places.
    ///   - values: what shall be on it; `nil`: nothing is known. Ends that are not fixed lie at ticks beyond.
    ///   - lower: the beginning, if it is fixed.
    ///   - upper: the end, if it is fixed.
    ///   - maximumTicks: about how many ticks there is room for, from 2 to 50.
    public init(
        _ scale: Scale, over values: ClosedRange<Double>?, lower: Double? = nil, upper: Double? = nil,
        maximumTicks: Int = 8
    ) {
        let count = min(max(maximumTicks, 2), 50)
        self.scale = scale
        switch scale {
        case .linear: (self.lower, self.upper, ticks) = Axis.linear(values, lower, upper, count)
        case .logarithmic: (self.lower, self.upper, ticks) = Axis.logarithmic(values, lower, upper, count)
        case .clock(let offset): (self.lower, self.upper, ticks) = Axis.clock(values, lower, upper, count, offset)
        }
    }

    /// Where a value lies: 0 at the beginning, 1 at the end, beyond them outside. `nil` when it has no place.
    public func fraction(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        guard scale == .logarithmic else {
            // Halved so that the difference of any two values is finite.
            return (value / 2 - lower / 2) / (upper / 2 - lower / 2)
        }
        guard value > 0 else { return nil }
        let (from, to) = (decimalLogarithm(lower), decimalLogarithm(upper))
        return (decimalLogarithm(value) - from) / (to - from)
    }

    /// Ends of an axis that can be told apart and are finite.
    static func ends(_ values: ClosedRange<Double>?, _ lower: Double?, _ upper: Double?) -> (Double, Double) {
        func usable(_ value: Double?) -> Double? {
            value.flatMap { $0.isFinite ? min(max($0, -limit), limit) : nil }
        }
        var low = usable(lower) ?? usable(values?.lowerBound) ?? usable(upper).map { $0 - 1 } ?? 0
        var high = usable(upper) ?? usable(values?.upperBound) ?? low + 1
        if low > high {
            switch (usable(lower), usable(upper)) {
            // One fixed end may lie beyond all values.
            case (_?, nil): high = min(low + max(low.magnitude / 10, 1), limit)
            case (nil, _?): low = max(high - max(high.magnitude / 10, 1), -limit)
            default: swap(&low, &high)
            }
        }
        let least = max(max(low.magnitude, high.magnitude) * 1e-12, 1e-300)
        if high - low < least {
            let middle = low / 2 + high / 2
            let half = middle == 0 ? 1 : max(middle.magnitude * 0.05, 1e-299)
            low = max(middle - half, -limit)
            high = min(middle + half, limit)
        }
        return (low, high)
    }
}
