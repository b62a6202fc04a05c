// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Unit {
    /// The product of two units.
    ///
    /// - Throws: ``QuantityError`` when one of them is an offset unit or an exponent leaves ±100.
    public func multiplied(by other: Unit) throws(QuantityError) -> Unit {
        if other.isOne { return self }
        if isOne { return other }
        return try product(other, sign: 1)
    }

    /// The quotient of two units.
    ///
    /// - Throws: as ``multiplied(by:)``.
    public func divided(by other: Unit) throws(QuantityError) -> Unit {
        if other.isOne { return self }
        if storage === other.storage && isMultiplicative { return .dimensionless }
        return try product(other, sign: -1)
    }

    /// The unit to a power, which is rounded to the nearest sixtieth.
    ///
    /// - Throws: ``QuantityError`` when the exponent is no such fraction, or as ``multiplied(by:)``.
    public func raised(to exponent: Double) throws(QuantityError) -> Unit {
        if exponent == 1 || isOne { return self }
        guard isMultiplicative else { throw .offset("a power", self) }
        guard let sixtieths = Unit.sixtieths(exponent) else { throw Self.exponentError("\(exponent)") }
        var factors = storage.factors
        for index in factors.indices {
            let product = Int(factors[index].exponent) * Int(sixtieths)
            let parts = Int(Dimension.parts)
            guard product.isMultiple(of: parts), abs(product / parts) <= Int(Dimension.limit) else {
                throw Self.exponentError("\(exponent)")
            }
            factors[index].exponent = Int16(product / parts)
        }
        guard let unit = Unit(factors: factors) else { throw Self.exponentError("\(exponent)") }
        return unit
    }

    /// The unit of differences: `delta_degC` of `degC`, itself for all others.
    public var difference: Unit {
        guard let atom = single, case .offset = atom.kind else { return self }
        return Unit(factors: [Factor(atom: atom.difference, exponent: Dimension.parts)]) ?? self
    }

    private func product(_ other: Unit, sign: Int16) throws(QuantityError) -> Unit {
        for unit in [self, other] where !unit.isMultiplicative { throw .offset("a product", unit) }
        var factors = storage.factors
        for factor in other.storage.factors {
            factors.append(Factor(atom: factor.atom, exponent: factor.exponent * sign))
        }
        guard let unit = Unit(factors: factors) else { throw Self.exponentError("of '\(name)' and '\(other.name)'") }
        return unit
    }

    /// An exponent in sixtieths if it is near enough to one and within bounds.
    static func sixtieths(_ exponent: Double) -> Int16? {
        let parts = (exponent * Double(Dimension.parts)).rounded()
        guard abs(parts) <= Double(Dimension.limit), abs(exponent * Double(Dimension.parts) - parts) < 1e-6 else {
            return nil
        }
        return Int16(parts)
    }

    static func exponentError(_ exponent: String) -> QuantityError {
        QuantityError(
            code: .range,
            message: "the exponent of a unit must be a multiple of 1/60 within ±100, \(exponent) came")
    }
}
