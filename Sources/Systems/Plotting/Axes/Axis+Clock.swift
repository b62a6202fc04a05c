// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Axis {
    /// Steps that divide minutes, hours and days.
    private static let clockSteps: [Double] = [
        1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,
        2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
        1_209_600, 2_592_000, 7_776_000, 31_536_000,
    ]
    private static let day = 86_400.0

    static func clock(
        _ values: ClosedRange<Double>?, _ lower: Double?, _ upper: Double?, _ count: Int, _ offset: Double
    ) -> (Double, Double, [Tick]) {
        // The years 0001 to 9999.
        let years = -62_135_596_800.0...253_402_300_799.0
        func known(_ value: Double) -> Double { min(max(value, years.lowerBound), years.upperBound) }
        var (low, high) = ends(values, lower, upper)
        (low, high) = (known(low), known(high))
        // A double tells microseconds apart, no less.
        if high - low < 1e-5 { (low, high) = (low - 1e-3, low + 1e-3) }
        let offset = offset.isFinite && offset.magnitude <= 2 * day ? offset : 0
        let rough = (high - low) / Double(count)
        let step = clockSteps.first { $0 >= rough * (1 - 1e-5) } ?? niceStep(rough / day) * day
        var ticks: [Tick] = []
        var number = ((low + offset) / step - 1e-6).rounded(.up)
        while number * step - offset <= high + step * 1e-6, ticks.count < 200 {
            ticks.append(
                Tick(value: min(max(number * step - offset, low), high), label: clockText(number * step, step: step)))
            number += 1
        }
        return (low, high, ticks)
    }

    /// The time of day as far as `step` asks; the date for steps of a day.
    private static func clockText(_ seconds: Double, step: Double) -> String {
        guard step < day else { return dateText(seconds) }
        var decimals = 0
        var unit = 1.0
        while unit > step * 1.001, decimals < 6 {
            decimals += 1
            unit /= 10
        }
        let power = powerOfTen(decimals)
        // Rounded as a whole, so that 59.9999999 is the next minute.
        let units = (seconds * power).rounded()
        let inDay = units - (units / (day * power)).rounded(.down) * day * power
        let whole = Int((inDay / power + 1e-9).rounded(.down))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = "\(two(whole / 3600)):\(two(whole / 60 % 60))"
        guard step < 60 else { return minutes }
        let text = "\(minutes):\(two(whole % 60))"
        guard decimals > 0 else { return text }
        let fraction = Int((inDay - Double(whole) * power).rounded())
        let digits = String(max(fraction, 0))
        return "\(text).\(String(repeating: "0", count: max(0, decimals - digits.utf8.count)))\(digits)"
    }

    /// `2026-11-21` for seconds since 1970 (days to civil date after H. Hinnant, "chrono-compatible low-level date
    /// algorithms").
    static func dateText(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds.magnitude < 1e12 else { return "?" }
        let days = Int((seconds / day).rounded(.down)) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    }

    /// `UTC`, `UTC+01:00`.
    static func zoneText(_ offset: Double) -> String {
        guard offset.isFinite, offset.magnitude <= 2 * day, offset != 0 else { return "UTC" }
        let minutes = Int((offset.magnitude / 60).rounded())
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "UTC\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
