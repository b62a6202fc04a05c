// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `base` to the `exponent` (IEEE 754 pow).
package func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The natural logarithm.
package func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// The number with `digits` decimals (0 to 40), rounded to nearest even.
package func decimalText(_ value: Double, digits: Int) -> String {
    let wanted = Int32(max(0, min(40, digits)))
    // The longest double has 309 digits before the point.
    var buffer = [CChar](repeating: 0, count: 400)
    let length = withVaList([wanted, value]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
    guard length > 0, Int(length) < buffer.count else { return value.description }
    return String(decoding: buffer[..<Int(length)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
