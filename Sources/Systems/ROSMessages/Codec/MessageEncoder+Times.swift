// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension MessageEncoder {
    /// A moment from seconds, `{secs, nsecs}` or `"now"`.
    func time(_ value: Value, _ path: String) throws(MessageError) -> ROSTime {
        switch value {
        case .time(let time): return time
        case .string("now"): return now()
        case .int, .uint, .float, .double:
            guard let seconds = value.double, let (secs, nsecs) = split(seconds), let secs = UInt32(exactly: secs)
            else {
                throw MessageError(.outOfRange, "\(path) (time) takes 0 to 4294967295 seconds, \(value) came")
            }
            return ROSTime(secs: secs, nsecs: UInt32(nsecs))
        case .record(let record):
            let (secs, nsecs) = try parts(record, path, .time)
            guard let secs = UInt32(exactly: secs), (0..<1_000_000_000).contains(nsecs) else {
                throw MessageError(
                    .outOfRange,
                    "\(path) (time) takes secs from 0 to 4294967295 and nsecs from 0 to 999999999, \(secs) and \(nsecs) came"
                )
            }
            return ROSTime(secs: secs, nsecs: UInt32(nsecs))
        default:
            throw mismatch(path, .time, "{\"secs\", \"nsecs\"}, seconds or \"now\"", value)
        }
    }

    /// A span from seconds or `{secs, nsecs}`.
    func duration(_ value: Value, _ path: String) throws(MessageError) -> ROSDuration {
        switch value {
        case .duration(let duration): return duration
        case .int, .uint, .float, .double:
            guard let seconds = value.double, let (secs, nsecs) = split(seconds), let secs = Int32(exactly: secs) else {
                throw MessageError(
                    .outOfRange, "\(path) (duration) takes -2147483648 to 2147483647 seconds, \(value) came")
            }
            return ROSDuration(secs: secs, nsecs: Int32(nsecs))
        case .record(let record):
            let (secs, nsecs) = try parts(record, path, .duration)
            guard let secs = Int32(exactly: secs), (-999_999_999...999_999_999).contains(nsecs) else {
                throw MessageError(
                    .outOfRange,
                    "\(path) (duration) takes secs of 32 bits and nsecs below a second, \(secs) and \(nsecs) came")
            }
            return ROSDuration(secs: secs, nsecs: Int32(nsecs))
        default:
            throw mismatch(path, .duration, "{\"secs\", \"nsecs\"} or seconds", value)
        }
    }

    /// Whole seconds, rounded down, and the nanoseconds above them; `nil` for what is no number or far too large.
    private func split(_ seconds: Double) -> (secs: Int64, nsecs: Int64)? {
        guard abs(seconds) < 1e10 else { return nil }
        let whole = seconds.rounded(.down)
        let nanoseconds = Int64(((seconds - whole) * 1e9).rounded())
        return nanoseconds == 1_000_000_000 ? (Int64(whole) + 1, 0) : (Int64(whole), nanoseconds)
    }

    /// Seconds and nanoseconds by their ROS 1 or ROS 2 names.
    private func parts(_ record: Record, _ path: String, _ type: Primitive) throws(MessageError) -> (Int64, Int64) {
        var secs: Int64?
        var nsecs: Int64?
        for (name, value) in record.entries {
            guard ["secs", "sec", "nsecs", "nsec", "nanosec"].contains(name) else {
                throw MessageError(
                    .unknownField, "\(path) (\(type.rawValue)) has no field '\(name)'; it has secs and nsecs")
            }
            guard case .int(let number) = value else {
                throw MessageError(.typeMismatch, "\(path).\(name) takes an integer, \(value.kind) came")
            }
            let isSeconds = name.hasPrefix("s")
            guard (isSeconds ? secs : nsecs) == nil else {
                throw MessageError(.typeMismatch, "\(path).\(name) is given under two names")
            }
            if isSeconds { secs = number } else { nsecs = number }
        }
        return (secs ?? 0, nsecs ?? 0)
    }
}
