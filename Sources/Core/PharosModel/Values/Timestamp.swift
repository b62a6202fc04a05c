// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A moment: nanoseconds since 1970-01-01 UTC, enough until the year 2262.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Nanoseconds since 1970-01-01 UTC.
    public var nanoseconds: Int64

    /// A moment from its nanoseconds since 1970-01-01 UTC.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// This machine's clock, now.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Seconds since 1970 with the precision of a double (about 0.2 µs today).
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Orders moments.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds since 1970 with nine digits, as ROS prints it.
    public var description: String {
        let (seconds, fraction) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(abs(fraction))
        // -0.5 s has the seconds 0, which know no sign.
        return "\(nanoseconds < 0 && seconds == 0 ? "-" : "")\(seconds).\(String(repeating: "0", count: 9 - digits.count))\(digits)"
    }
}
