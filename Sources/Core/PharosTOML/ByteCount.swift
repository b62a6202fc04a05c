// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A number of bytes as people write it: `268435456`, `256 MiB`, `256M`, `1 GB`.
package struct ByteCount {
    /// The number.
    package let bytes: UInt64

    /// The number in a text; `nil` when it is none or has more than 64 bits.
    package init?(_ text: String) {
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
        guard !overflow else { return nil }
        bytes = result
    }
}
