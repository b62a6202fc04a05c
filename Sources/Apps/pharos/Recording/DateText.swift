// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Dates in this machine's time zone.
enum DateText {
    /// Now, as a file's name: `2026-02-03-14-05-06`.
    static func forFiles() -> String { format(Int(time(nil)), "%Y-%m-%d-%H-%M-%S") }

    /// A moment for people: `2026-02-03 14:05:06`.
    static func text(seconds: Int) -> String { format(seconds, "%Y-%m-%d %H:%M:%S") }

    private static func format(_ seconds: Int, _ pattern: String) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        localtime_r(&moment, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            guard let start = text.baseAddress else { return "" }
            let count = strftime(start, text.count, pattern, &parts)
            return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }
}
