// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Quantity {
    /// The sum, in the left unit (in the other's if that is an offset unit and this a difference).
    ///
    /// - Throws: ``QuantityError`` when the units measure different things or both have an offset.
    public static func + (left: Quantity, right: Quantity) throws(QuantityError) -> Quantity {
        try left.sum(.add, right)
    }

    /// The difference; of two temperatures with an offset a difference of temperatures (`delta_degC`).
    ///
    /// - Throws: ``QuantityError`` when the units measure different things or it has no meaning.
    public static func - (left: Quantity, right: Quantity) throws(QuantityError) -> Quantity {
        try left.sum(.subtract, right)
    }

    /// The product.
    ///
    /// - Throws: ``QuantityError`` when one of the units has an offset.
    public static func * (left: Quantity, right: Quantity) throws(QuantityError) -> Quantity {
        try left.product(.multiply, right)
    }

    /// The quotient.
    ///
    /// - Throws: ``QuantityError`` when one of the units has an offset, or a scalar is divided by zero.
    public static func / (left: Quantity, right: Quantity) throws(QuantityError) -> Quantity {
        try left.product(.divide, right)
    }

    /// The negative.
    public static prefix func - (value: Quantity) throws(QuantityError) -> Quantity {
        Quantity(value.magnitude.negated, value.unit)
    }

    /// The quantity without sign.
    public var absolute: Quantity { Quantity(magnitude.absolute, unit) }

    /// The quantity to a power that has no unit.
    ///
    /// - Throws: ``QuantityError`` when the exponent has a unit or is an array (unless the base is a pure number), or
    ///   the unit has an offset.
    public func raised(to exponent: Quantity) throws(QuantityError) -> Quantity {
        let power = try exponent.dimensionlessMagnitude
        if unit.isDimensionless && !power.isScalar {
            return Quantity(try dimensionlessMagnitude.combined(.power, power))
        }
        guard let value = power.scalar else {
            throw QuantityError(
                code: .dimension,
                message: "an exponent that is an array is only possible for pure numbers, the base is in '\(unit.name)'"
            )
        }
        return Quantity(try magnitude.combined(.power, power), value == 0 ? .dimensionless : try unit.raised(to: value))
    }

    /// Combines two quantities.
    package func combined(_ operation: ArithmeticOperation, _ other: Quantity) throws(QuantityError) -> Quantity {
        switch operation {
        case .add, .subtract: return try sum(operation, other)
        case .multiply, .divide: return try product(operation, other)
        case .power: return try raised(to: other)
        case .floorDivide, .remainder:
            for quantity in [self, other] where !quantity.unit.isMultiplicative {
                throw .offset("a quotient", quantity.unit)
            }
            // In the finer unit: 2 ms is no whole number of seconds.
            let finer = unit.storage.scale.value <= other.unit.storage.scale.value ? unit : other.unit
            let result = Quantity(
                try convertedMagnitude(to: finer).combined(operation, other.convertedMagnitude(to: finer)),
                operation == .remainder ? finer : .dimensionless)
            return operation == .remainder ? try result.converted(to: unit) : result
        }
    }

    // MARK: pint's rules

    private func sum(_ operation: ArithmeticOperation, _ other: Quantity) throws(QuantityError) -> Quantity {
        if unit == other.unit && unit.isMultiplicative {
            return Quantity(try magnitude.combined(operation, other.magnitude), unit)
        }
        guard unit.isCompatible(with: other.unit) else { throw .dimension(unit, other.unit) }
        switch (unit.isMultiplicative, other.unit.isMultiplicative) {
        case (true, true):
            // A difference of temperatures yields to a proper unit.
            let target = unit.hasDifference && !other.unit.hasDifference ? other.unit : unit
            let left = try convertedMagnitude(to: target)
            return Quantity(try left.combined(operation, other.convertedMagnitude(to: target)), target)
        case (false, _) where operation == .subtract && unit.hasOffset && !other.unit.isDifference(of: unit):
            let right = try other.convertedMagnitude(to: unit)
            return Quantity(try magnitude.combined(operation, right), unit.difference)
        case (true, false) where operation == .subtract && other.unit.hasOffset && !unit.isDifference(of: other.unit):
            return Quantity(try magnitude.combined(operation, other.convertedMagnitude(to: unit)), unit)
        case (false, _) where unit.hasOffset && other.unit.isDifference(of: unit):
            let right = try other.convertedMagnitude(to: unit.difference)
            return Quantity(try magnitude.combined(operation, right), unit)
        case (_, false) where operation == .add && other.unit.hasOffset && unit.isDifference(of: other.unit):
            let left = try convertedMagnitude(to: other.unit.difference)
            return Quantity(try left.combined(operation, other.magnitude), other.unit)
        default:
            throw .offset(operation == .add ? "a sum" : "a difference", unit.isMultiplicative ? other.unit : unit)
        }
    }

    private func product(_ operation: ArithmeticOperation, _ other: Quantity) throws(QuantityError) -> Quantity {
        for quantity in [self, other] where !quantity.unit.isMultiplicative {
            throw .offset(operation == .multiply ? "a product" : "a quotient", quantity.unit)
        }
        let result = try magnitude.combined(operation, other.magnitude)
        return Quantity(
            result,
            operation == .multiply
                ? try unit.multiplied(by: other.unit) : try unit.divided(by: other.unit))
    }
}

extension Unit {
    /// Whether it is the unit of a scale with an offset.
    fileprivate var hasOffset: Bool {
        guard let atom = single, case .offset = atom.kind else { return false }
        return true
    }

    /// Whether it is a difference of temperatures, which may be added to one on the scale `other`.
    fileprivate func isDifference(of other: Unit) -> Bool {
        single?.kind == .difference && dimension == other.dimension
    }
}
