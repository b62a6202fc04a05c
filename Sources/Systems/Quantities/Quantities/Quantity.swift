// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A number, or an array of numbers, with its unit.
///
/// Conversions and sums check what the units measure, products combine them, as pint does. Temperatures with an
/// offset may be converted, compared and subtracted; a sum of two or a product of one has no meaning and is refused.
public struct Quantity: Sendable, Hashable {
    /// The number or numbers.
    public var magnitude: Magnitude
    /// What they count.
    public var unit: Unit

    /// Creates a quantity; without a unit it is a pure number.
    public init(_ magnitude: Magnitude, _ unit: Unit = .dimensionless) {
        self.magnitude = magnitude
        self.unit = unit
    }

    /// One floating point number with a unit.
    public init(_ value: Double, _ unit: Unit = .dimensionless) {
        self.init(.double(value), unit)
    }

    /// The quantity in another unit; the magnitude becomes floating point unless the units are equal.
    ///
    /// - Throws: ``QuantityError`` with ``QuantityError/Code/dimension`` when the units measure different things.
    public func converted(to target: Unit) throws(QuantityError) -> Quantity {
        Quantity(try convertedMagnitude(to: target), target)
    }

    func convertedMagnitude(to target: Unit) throws(QuantityError) -> Magnitude {
        if unit == target { return magnitude }
        let conversion = try UnitConversion(from: unit, to: target)
        return magnitude.mapDoubles { conversion.apply($0) }
    }

    /// The quantity in the unit's base units, of `degC` in kelvin.
    public var inBaseUnits: Quantity {
        guard unit.isKnown, let target = Unit(base: unit.dimension), let result = try? converted(to: target) else {
            return self
        }
        return result
    }

    /// The pure number, of `mm/m` and `%` as of a number without a unit.
    ///
    /// - Throws: ``QuantityError`` when it has a dimension.
    public var dimensionlessMagnitude: Magnitude {
        get throws(QuantityError) { try convertedMagnitude(to: .dimensionless) }
    }
}

extension Quantity: CustomStringConvertible {
    /// Such as `3.5 mm`; a pure number stands alone.
    public var description: String { joined(magnitude.description) }

    /// With that many decimals, such as `3.50 mm`.
    public func formatted(precision: Int) -> String { joined(magnitude.formatted(precision: precision)) }

    private func joined(_ text: String) -> String {
        let unit = unit.description
        return unit.isEmpty || self.unit.isOne ? text : "\(text) \(unit)"
    }
}

extension Unit {
    /// The product of base units that measures `dimension`.
    init?(base dimension: Dimension) {
        let names = ["meter", "kilogram", "second", "ampere", "kelvin", "mole", "candela", "pixel"]
        var factors: [Factor] = []
        for base in Dimension.Base.allCases where dimension.exponents[base.rawValue] != 0 {
            guard let entry = try? UnitTable.shared.entry(names[base.rawValue]), case .atom(let atom) = entry else {
                return nil
            }
            factors.append(Factor(atom: atom, exponent: dimension.exponents[base.rawValue]))
        }
        self.init(factors: factors)
    }
}
