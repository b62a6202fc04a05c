// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Quantity {
    /// Compares two quantities, element by element where one is an array.
    ///
    /// Quantities of different dimension are not equal; which is larger is an error.
    ///
    /// - Throws: ``QuantityError`` when order is asked of different dimensions, or shapes do not fit.
    public func compared(_ comparison: Comparison, _ other: Quantity) throws(QuantityError) -> ComparisonResult {
        if unit == other.unit { return try magnitude.compared(comparison, other.magnitude) }
        switch comparison {
        case .equal, .notEqual:
            guard unit.isCompatible(with: other.unit) else {
                return try magnitude.constant(comparison == .notEqual, like: other.magnitude)
            }
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard unit.isCompatible(with: other.unit) else { throw .dimension(unit, other.unit) }
        }
        return try convertedMagnitude(to: other.unit).compared(comparison, other.magnitude)
    }

    /// Compares with a plain number, which must be zero (or NaN) unless this is a pure number, as in pint.
    package func compared(_ comparison: Comparison, plain other: Magnitude) throws(QuantityError) -> ComparisonResult {
        if unit.isDimensionless { return try dimensionlessMagnitude.compared(comparison, other) }
        if other.isZeroOrNaN {
            guard unit.isMultiplicative else { throw .offset("a comparison with a plain number", unit) }
            return try magnitude.compared(comparison, other)
        }
        switch comparison {
        case .equal, .notEqual: return try magnitude.constant(comparison == .notEqual, like: other)
        default: throw .dimension(unit, .dimensionless)
        }
    }

    /// Adds or subtracts a plain number, which must be zero (or NaN) unless this is a pure number, as in pint.
    package func sum(
        _ operation: ArithmeticOperation, plain other: Magnitude, plainFirst: Bool
    ) throws(QuantityError) -> Quantity {
        func combined(_ own: Magnitude) throws(QuantityError) -> Magnitude {
            plainFirst ? try other.combined(operation, own) : try own.combined(operation, other)
        }
        if unit.isDimensionless && unit.isMultiplicative { return Quantity(try combined(dimensionlessMagnitude)) }
        guard other.isZeroOrNaN else { throw .dimension(unit, .dimensionless) }
        return Quantity(try combined(magnitude), unit)
    }
}

extension Magnitude {
    /// The same answer for every pair of elements.
    fileprivate func constant(_ value: Bool, like other: Magnitude) throws(QuantityError) -> ComparisonResult {
        if isScalar && other.isScalar { return .one(value) }
        let shape = try Broadcast(shape, other.shape).shape
        return .many(ShapedArray(unchecked: shape, [Bool](repeating: value, count: elementCount(shape) ?? 0)))
    }
}
