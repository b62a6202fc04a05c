// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Double {
    /// The quotient rounded down, as Python's and numpy's `//`; infinity or NaN when divided by zero.
    func flooredQuotient(_ divisor: Double) -> Double {
        if divisor == 0 { return self / divisor }
        var rest = truncatedRemainder(divisor)
        var quotient = (self - rest) / divisor
        if rest != 0, (divisor < 0) != (rest < 0) {
            rest += divisor
            quotient -= 1
        }
        if quotient == 0 { return Double(signOf: self / divisor, magnitudeOf: 0) }
        let floored = quotient.rounded(.down)
        return quotient - floored > 0.5 ? floored + 1 : floored
    }

    /// C's `fmod`, exactly, in a time that does not grow with the quotient.
    ///
    /// The C library subtracts bit by bit: 1e308 and 3 take it a hundred times as long as 10 and 3.
    package func truncatedRemainder(_ divisor: Double) -> Double {
        guard isFinite, divisor.isFinite, divisor != 0 else { return truncatingRemainder(dividingBy: divisor) }
        let x = magnitude
        let y = divisor.magnitude
        if x < y { return self }
        let quotient = (x / y).rounded(.towardZero)
        if quotient < 0x1p53, y > 0x1p-900 {
            // The quotient is right or off by one; the fused product is exact in both cases.
            var rest = x.addingProduct(-quotient, y)
            if rest < 0 { rest += y } else if rest >= y { rest -= y }
            return Double(signOf: self, magnitudeOf: rest)
        }
        // x = m * 2^e; what is left is (m * 2^(difference of exponents)) modulo the divisor's m.
        let (m, e) = x.integerParts
        let (modulus, scale) = y.integerParts
        let rest = product(m % modulus, powerOfTwo(e - scale, modulus), modulus)
        return Double(
            signOf: self, magnitudeOf: Double(sign: .plus, exponent: scale, significand: Double(rest)))
    }

    /// Significand and exponent of a positive number as integers.
    private var integerParts: (significand: UInt64, exponent: Int) {
        exponentBitPattern == 0
            ? (significandBitPattern, -1074)
            : (significandBitPattern | 1 << 52, Int(exponentBitPattern) - 1075)
    }

    private func product(_ a: UInt64, _ b: UInt64, _ modulus: UInt64) -> UInt64 {
        modulus.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
    }

    /// Two to the `exponent`, modulo `modulus`.
    private func powerOfTwo(_ exponent: Int, _ modulus: UInt64) -> UInt64 {
        var result = 1 % modulus
        var base = 2 % modulus
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, base, modulus) }
            base = product(base, base, modulus)
            rest >>= 1
        }
        return result
    }

    /// The remainder with the divisor's sign, as Python's and numpy's `%`; NaN when divided by zero.
    func flooredRemainder(_ divisor: Double) -> Double {
        let rest = truncatedRemainder(divisor)
        if rest == 0 { return Double(signOf: divisor, magnitudeOf: 0) }
        return (divisor < 0) != (rest < 0) ? rest + divisor : rest
    }
}

extension Int64 {
    /// The result of the operation if it is an integer of 64 bits.
    func exactly(_ operation: ArithmeticOperation, _ other: Int64) -> Int64? {
        switch operation {
        case .add: return checked(addingReportingOverflow(other))
        case .subtract: return checked(subtractingReportingOverflow(other))
        case .multiply: return checked(multipliedReportingOverflow(by: other))
        case .divide: return nil
        case .floorDivide:
            let (quotient, overflow) = dividedReportingOverflow(by: other)
            if overflow { return nil }
            return self % other != 0 && (self < 0) != (other < 0) ? quotient - 1 : quotient
        case .remainder:
            if other == 0 { return nil }
            // The only remainder that the processor cannot compute is zero.
            if other == -1 { return 0 }
            let rest = self % other
            return rest != 0 && (rest < 0) != (other < 0) ? rest + other : rest
        case .power:
            guard other >= 0 else { return nil }
            return raised(to: other)
        }
    }

    private func checked(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
        result.overflow ? nil : result.partialValue
    }

    private func raised(to exponent: Int64) -> Int64? {
        if self == 0 || self == 1 { return exponent == 0 ? 1 : self }
        if self == -1 { return exponent.isMultiple(of: 2) ? 1 : -1 }
        guard exponent < 64 else { return nil }
        var result: Int64 = 1
        for _ in 0..<exponent {
            let (product, overflow) = result.multipliedReportingOverflow(by: self)
            if overflow { return nil }
            result = product
        }
        return result
    }
}
