// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A moment in milliseconds, as `#inst` and transit write it.
public struct ClojureInstant: Sendable, Hashable {
    /// Milliseconds since the beginning of 1970, UTC.
    public var milliseconds: Int64

    /// A moment.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A moment from RFC 3339 text. As in Clojure, what is left out at its end is the beginning: `2026`, `2026-11-21`,
    /// `2026-11-21T10:00Z`; digits beyond milliseconds are cut off. `nil` for any other text.
    public init?(_ text: String) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let year = scanner.number(4, 0...9999) else { return nil }
        var month = 1
        var day = 1
        var time: Int64 = 0
        if scanner.take("-") {
            guard let number = scanner.number(2, 1...12) else { return nil }
            month = number
            if scanner.take("-") {
                guard let number = scanner.number(2, 1...Self.days(year, month)) else { return nil }
                day = number
                if scanner.take("T") {
                    guard let milliseconds = scanner.time() else { return nil }
                    time = milliseconds
                }
            }
        }
        guard scanner.rest.isEmpty else { return nil }
        milliseconds = Self.dayNumber(year, month, day) * 86_400_000 + time
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ letter: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: letter) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
            guard rest.prefix(digits).count == digits, rest.prefix(digits).allSatisfy(\.isDigit) else { return nil }
            let value = rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            rest.removeFirst(digits)
            return range.contains(value) ? value : nil
        }

        /// `10`, `10:00`, `10:00:00.123456+02:00` in milliseconds.
        mutating func time() -> Int64? {
            guard let hour = number(2, 0...23) else { return nil }
            var milliseconds = hour * 3_600_000
            if take(":") {
                guard let minute = number(2, 0...59) else { return nil }
                milliseconds += minute * 60_000
                if take(":") {
                    // Second 60 is a leap second's.
                    guard let second = number(2, 0...60) else { return nil }
                    milliseconds += second * 1000
                    if take(".") {
                        let digits = rest.prefix(while: \.isDigit)
                        guard !digits.isEmpty else { return nil }
                        let three = Array(digits.prefix(3)) + [0x30, 0x30]
                        milliseconds += three.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
                        rest.removeFirst(digits.count)
                    }
                }
            }
            if rest.isEmpty || take("Z") { return Int64(milliseconds) }
            let sign: Int
            if take("+") { sign = -1 } else if take("-") { sign = 1 } else { return nil }
            guard let hours = number(2, 0...23), take(":"), let minutes = number(2, 0...59) else { return nil }
            return Int64(milliseconds + sign * (hours * 60 + minutes) * 60_000)
        }
    }

    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since the beginning of 1970 in the Gregorian calendar, counted in eras of 400 years from a 1st of March.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }
}

extension ClojureInstant: CustomStringConvertible {
    /// RFC 3339 text in UTC with milliseconds, `2026-11-21T10:00:00.000-00:00`: what Clojure prints.
    public var description: String {
        let remainder = milliseconds % 86_400_000
        let day = milliseconds / 86_400_000 - (remainder < 0 ? 1 : 0)
        let rest = remainder < 0 ? remainder + 86_400_000 : remainder
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number.magnitude)
            return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2)
            + "T" + padded(rest / 3_600_000, 2) + ":" + padded(rest / 60_000 % 60, 2) + ":"
            + padded(rest / 1000 % 60, 2)
            + "." + padded(rest % 1000, 3) + "-00:00"
    }
}
