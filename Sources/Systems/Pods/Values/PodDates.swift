// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// `datetime.date`.
public struct PodDate: Sendable, Hashable, CustomStringConvertible {
    /// Year 1 to 9999, month 1 to 12, day 1 to 31, in the Gregorian calendar.
    public var year, month, day: Int

    /// A date. Whether there is such a day, Python says.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// ISO 8601: `2026-02-03`.
    public var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    /// Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
    var daysSince1970: Int64 {
        let year = Int64(min(max(self.year, 1), 9999)) - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * Int64((min(max(month, 1), 12) + 9) % 12) + 2) / 5 + Int64(min(max(day, 1), 31)) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date so many days after 1970-01-01, from the same source.
    init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let place = (5 * dayOfYear + 2) / 153
        month = Int(place < 10 ? place + 3 : place - 9)
        day = Int(dayOfYear - (153 * place + 2) / 5 + 1)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }
}

/// `datetime.time`.
public struct PodTime: Sendable, Hashable, CustomStringConvertible {
    /// Hour 0 to 23, minute and second 0 to 59, microsecond 0 to 999999.
    public var hour, minute, second, microsecond: Int
    /// Seconds east of UTC; `nil` for a time without a zone.
    public var offset: Int?

    /// A time of the day.
    public init(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0, offset: Int? = nil) {
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.offset = offset
    }

    /// ISO 8601: `12:30:00.250000+02:00`.
    public var description: String {
        var text = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
        if microsecond != 0 { text += "." + padded(microsecond, 6) }
        guard let offset else { return text }
        let size = Int(offset.magnitude)
        text += "\(offset < 0 ? "-" : "+")\(padded(size / 3600, 2)):\(padded(size / 60 % 60, 2))"
        return size % 60 == 0 ? text : text + ":" + padded(size % 60, 2)
    }
}

/// `datetime.datetime`, with or without a zone.
public struct PodDateTime: Sendable, Hashable, CustomStringConvertible {
    /// The day.
    public var date: PodDate
    /// The time of that day, and the zone.
    public var time: PodTime

    /// A moment of a day.
    public init(date: PodDate, time: PodTime) {
        self.date = date
        self.time = time
    }

    /// A moment in UTC. Python has no finer times than microseconds, and none before the year 1 or after 9999.
    public init(secondsSince1970: Int64, nanoseconds: UInt32 = 0) {
        let seconds = min(max(secondsSince1970, -62_135_596_800), 253_402_300_799)
        let day = (seconds >= 0 ? seconds : seconds - 86399) / 86400
        let rest = Int(seconds - day * 86400)
        date = PodDate(daysSince1970: day)
        time = PodTime(
            hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60,
            microsecond: Int(min(nanoseconds, 999_999_999)) / 1000, offset: 0)
    }

    /// Seconds since 1970 in UTC, without the microseconds; `nil` for a moment without a zone.
    public var secondsSince1970: Int64? {
        time.offset.map {
            date.daysSince1970 * 86400 + Int64(clamping: time.hour &* 3600 &+ time.minute &* 60 &+ time.second &- $0)
        }
    }

    /// ISO 8601: `2026-02-03T12:30:00+00:00`.
    public var description: String { "\(date)T\(time)" }
}

/// `datetime.timedelta`.
public struct PodTimeDelta: Sendable, Hashable {
    /// Whole seconds; a negative span has them rounded down.
    public var seconds: Int64
    /// What is to be added, 0 to 999999.
    public var microseconds: Int64

    /// A span.
    public init(seconds: Int64, microseconds: Int64 = 0) {
        self.seconds = seconds
        self.microseconds = microseconds
    }

    /// The span as Swift has them.
    public var duration: Duration { .seconds(seconds) + .microseconds(microseconds) }
}

/// A number with zeros before it.
private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
