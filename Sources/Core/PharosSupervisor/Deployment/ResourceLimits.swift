// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a node process may use; the system enforces it (setrlimit(2)). `nil`: as much as the supervisor may.
public struct ResourceLimits: Sendable, Hashable {
    /// Bytes of private memory (`RLIMIT_DATA`): a node that wants more fails and is started again.
    public var memory: UInt64?
    /// Open files and sockets (`RLIMIT_NOFILE`).
    public var openFiles: UInt64?
    /// Seconds of processor time in one life (`RLIMIT_CPU`).
    public var cpuSeconds: UInt64?
    /// Bytes of a core dump (`RLIMIT_CORE`).
    public var coreDump: UInt64?

    /// No limits.
    public init() {}

    /// A number of bytes: `268435456`, `256 MiB`, `256M`, `1 GB`.
    package static func bytes(_ text: String) -> UInt64? {
        let digits = text.prefix { $0.isNumber && $0.isASCII }
        guard let number = UInt64(digits) else { return nil }
        let unit = text.dropFirst(digits.count).filter { $0 != " " }.lowercased()
        let factor: UInt64? =
            switch unit {
            case "", "b": 1
            case "k", "kib": 1 << 10
            case "m", "mib": 1 << 20
            case "g", "gib": 1 << 30
            case "kb": 1_000
            case "mb": 1_000_000
            case "gb": 1_000_000_000
            default: nil
            }
        guard let factor else { return nil }
        let (result, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : result
    }
}
