// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// The C library's functions, under names that the cases of `Function` do not hide.

func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func tangent(_ x: Double) -> Double { tan(x) }
func arcSine(_ x: Double) -> Double { asin(x) }
func arcCosine(_ x: Double) -> Double { acos(x) }
func arcTangent(_ x: Double) -> Double { atan(x) }
func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
func areaSine(_ x: Double) -> Double { asinh(x) }
func areaCosine(_ x: Double) -> Double { acosh(x) }
func areaTangent(_ x: Double) -> Double { atanh(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func naturalLog(_ x: Double) -> Double { log(x) }
func decimalLog(_ x: Double) -> Double { log10(x) }
func hypotenuse(_ x: Double, _ y: Double) -> Double { hypot(x, y) }
func powerOf(_ x: Double, _ y: Double) -> Double { pow(x, y) }

/// `x` times two to the `exponent`.
func scaledByTwo(_ x: Double, _ exponent: Double) -> Double {
    guard exponent.isFinite else { return x * powerOf(2, exponent) }
    return scalbn(x, Int(max(-5000, min(5000, exponent))))
}
