// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A day of the Gregorian calendar.
public struct ArrowDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let daysSince1970: Int

    /// The day that is so many days after 1970-01-01, at most 2⁴⁰ before or after it.
    public init(daysSince1970: Int) { self.daysSince1970 = min(max(daysSince1970, -1 << 40), 1 << 40) }

    /// Year, month and day; years before 1 are 0 and negative.
    public var components: (year: Int, month: Int, day: Int) {
        // https://howardhinnant.github.io/date_algorithms.html, civil_from_days; a 64-bit count of milliseconds fits.
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (
            year + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    /// `2026-11-21`.
    public var description: String {
        let (year, month, day) = components
        return
            "\(year < 0 ? "-" : "")\(digits(year.magnitude, 4))-\(digits(month.magnitude, 2))-\(digits(day.magnitude, 2))"
    }

    /// Earlier days first.
    public static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }
}

/// A time of a day.
public struct ArrowTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Nanoseconds since midnight.
    public var nanoseconds: Int64

    /// A time so long after midnight.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// `13:05:00`, with as many decimals as it has.
    public var description: String {
        let sign = nanoseconds < 0 ? "-" : ""
        let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        return "\(sign)\(digits(UInt(seconds / 3600), 2)):\(digits(UInt(seconds / 60 % 60), 2)):"
            + "\(digits(UInt(seconds % 60), 2))\(decimals(rest))"
    }

    /// Earlier times first.
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// A moment; without a zone it is what a clock showed, nobody says where.
public struct ArrowMoment: Sendable, Hashable, CustomStringConvertible {
    /// Whole seconds since 1970-01-01 00:00:00, in UTC where there is a zone.
    public var secondsSince1970: Int64
    /// Nanoseconds after that, below a billion.
    public var nanosecond: Int32
    /// The zone in which it is to be shown: `UTC`, `Europe/Berlin`, `+02:00`.
    public var zone: String?

    /// A moment.
    public init(secondsSince1970: Int64, nanosecond: Int32 = 0, zone: String? = nil) {
        self.secondsSince1970 = secondsSince1970
        self.nanosecond = nanosecond
        self.zone = zone
    }

    init(_ number: Int64, _ unit: ArrowTimeUnit, zone: String?) {
        let (seconds, rest) = number.floored(by: unit.perSecond)
        self.init(
            secondsSince1970: seconds, nanosecond: Int32(truncatingIfNeeded: rest * (1_000_000_000 / unit.perSecond)),
            zone: zone)
    }

    /// `2026-11-21T13:05:00Z`; without the `Z` when it has no zone.
    public var description: String {
        let (days, seconds) = secondsSince1970.floored(by: 86400)
        let time = ArrowTime(nanoseconds: seconds * 1_000_000_000 + Int64(nanosecond))
        return "\(ArrowDate(daysSince1970: Int(days)))T\(time)\(zone == nil ? "" : "Z")"
    }
}

extension Int64 {
    /// Quotient, rounded down, and what is left.
    func floored(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}

private func digits(_ number: UInt, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
}

/// The decimals of so many nanoseconds, without zeros at the end.
private func decimals(_ nanoseconds: UInt64) -> String {
    guard nanoseconds > 0 else { return "" }
    var text = digits(UInt(nanoseconds), 9)
    while text.last == "0" { text.removeLast() }
    return "." + text
}
