// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The exponents of the base dimensions of a unit: what it measures, whatever its size.
///
/// Exponents are rational; they are kept as multiples of 1/60, so that halves, thirds, quarters, fifths and sixths
/// (noise in V/√Hz, Gaussian units) are exact. Beyond ±100 an operation fails instead of wrapping.
public struct Dimension: Sendable, Hashable {
    /// The base dimensions: those of the SI, and the pixel of cameras and printers.
    public enum Base: Int, Sendable, CaseIterable {
        /// The base dimensions, each with its SI unit: m, kg, s, A, K, mol, cd, and pixel.
        case length, mass, time, current, temperature, substance, luminosity, pixel
    }

    /// How many parts one whole exponent has.
    static let parts: Int16 = 60
    static let limit: Int16 = 100 * 60

    var exponents: SIMD8<Int16>

    /// No dimension: a pure number.
    public static let none = Dimension(exponents: .zero)

    static func base(_ base: Base) -> Dimension {
        var exponents = SIMD8<Int16>.zero
        exponents[base.rawValue] = parts
        return Dimension(exponents: exponents)
    }

    /// The exponent of a base dimension.
    public subscript(base: Base) -> Double {
        Double(exponents[base.rawValue]) / Double(Self.parts)
    }

    /// The dimension of the product of this and the other raised to `power` (in sixtieths), nil beyond the limit.
    func adding(_ other: Dimension, power: Int16) -> Dimension? {
        var result = SIMD8<Int16>.zero
        for lane in 0..<8 {
            let added = Int(other.exponents[lane]) * Int(power)
            guard added.isMultiple(of: Int(Self.parts)) else { return nil }
            let sum = Int(exponents[lane]) + added / Int(Self.parts)
            guard abs(sum) <= Int(Self.limit) else { return nil }
            result[lane] = Int16(sum)
        }
        return Dimension(exponents: result)
    }
}

extension Dimension: CustomStringConvertible {
    /// Such as `[length] / [time] ** 2`, or `dimensionless`.
    public var description: String {
        let names = Base.allCases.map { base in ("[\(base)]", exponents[base.rawValue]) }
            .filter { $0.1 != 0 }.sorted { $0.0 < $1.0 }
        return UnitNotation.joined(names, product: " * ", raise: { "\($0) ** \($1)" })
    }
}
