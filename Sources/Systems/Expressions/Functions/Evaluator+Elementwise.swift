// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// Functions whose argument is an angle or a pure number; units follow pint.
    mutating func transcendental(
        _ function: Function, _ value: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        let argument = try number(value, of: function)
        try charge(elements: argument.magnitude.count)
        try charge(3 * argument.magnitude.count)
        guard case .quantity(let quantity) = value else {
            return ExpressionValue(argument.magnitude.mapDoubles { function.scalar($0) ?? .nan })
        }
        return .plain(
            try quantities { () throws(QuantityError) in
                func pure(_ quantity: Quantity) throws(QuantityError) -> Magnitude {
                    try quantity.dimensionlessMagnitude.mapDoubles { function.scalar($0) ?? .nan }
                }
                switch function {
                case .sqrt:
                    return Quantity(
                        quantity.magnitude.mapDoubles { $0.squareRoot() }, try quantity.unit.raised(to: 0.5))
                case .degrees: return try quantity.converted(to: Unit(parsing: "degree"))
                case .radians: return try quantity.converted(to: Unit(parsing: "radian"))
                case .arccos, .arcsin, .arctan, .arccosh, .arcsinh, .arctanh:
                    return Quantity(try pure(quantity), try Unit(parsing: "radian"))
                default: return Quantity(try pure(quantity))
                }
            })
    }

    /// Functions that keep the unit, and integers.
    mutating func rounded(_ function: Function, _ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        let argument = try number(value, of: function)
        try charge(elements: argument.magnitude.count)
        let magnitude: Magnitude =
            switch function {
            case .abs: argument.magnitude.absolute
            case .fabs: argument.magnitude.mapDoubles { $0.magnitude }
            default:
                argument.magnitude.isFloating
                    ? argument.magnitude.mapDoubles { function.scalar($0) ?? .nan } : argument.magnitude
            }
        return .plain(Quantity(magnitude, argument.unit))
    }

    /// Functions of two numbers.
    mutating func binary(
        _ function: Function, _ first: ExpressionValue, _ second: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        if function == .pow { return try combined(.power, first, second) }
        let a = try number(first, of: function)
        let b = try number(second, of: function)
        try charge(combining: a.magnitude, b.magnitude)
        return .plain(
            try quantities { () throws(QuantityError) in
                switch function {
                case .ldexp:
                    return Quantity(try a.magnitude.zipped(b.dimensionlessMagnitude, scaledByTwo), a.unit)
                case .hypot:
                    return Quantity(try a.magnitude.zipped(b.converted(to: a.unit).magnitude, hypotenuse), a.unit)
                case .arctan2:
                    let result = try a.magnitude.zipped(b.converted(to: a.unit).magnitude) { arcTangent($0, $1) }
                    return Quantity(result, a.unit.isOne ? .dimensionless : try Unit(parsing: "radian"))
                default:
                    let divisor = try b.converted(to: a.unit).magnitude
                    return Quantity(try Self.truncatedRemainder(a.magnitude, divisor), a.unit)
                }
            })
    }

    /// C's fmod, exact for integers; a scalar divided by zero is an error as everywhere.
    private static func truncatedRemainder(_ a: Magnitude, _ b: Magnitude) throws(QuantityError) -> Magnitude {
        if b.isScalar && a.isScalar, b.scalar == 0 { return try a.combined(.remainder, b) }
        if !a.isFloating && !b.isFloating {
            return try a.combinedBits(b) { $1 == 0 || $1 == -1 ? 0 : $0 % $1 }
        }
        return try a.zipped(b) { $0.truncatedRemainder($1) }
    }

    /// `frexp` and `modf`: an array of the two parts.
    mutating func parts(_ function: Function, _ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        let argument = try number(value, of: function)
        let (count, overflow) = argument.magnitude.count.multipliedReportingOverflow(by: 2)
        try charge(elements: overflow ? nil : count)
        let magnitude =
            function == .frexp
            ? try quantities { () throws(QuantityError) in try argument.dimensionlessMagnitude } : argument.magnitude
        let numbers = magnitude.elements
        let first: [Double]
        let second: [Double]
        if function == .frexp {
            first = numbers.map(Self.fraction)
            second = numbers.map { $0.isFinite && $0 != 0 ? Double($0.exponent) + 1 : 0 }
        } else {
            first = numbers.map { number in
                let fraction = number.isInfinite ? 0 : number.truncatingRemainder(dividingBy: 1)
                return Double(signOf: number, magnitudeOf: fraction)
            }
            second = numbers.map { $0.rounded(.towardZero) }
        }
        let shape = [2] + magnitude.shape
        guard shape.count <= 3 else {
            throw ExpressionError(code: .shape, message: "arrays have three indices at most")
        }
        let array = try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: first + second)
        }
        return .plain(Quantity(.doubles(array), function == .frexp ? .dimensionless : argument.unit))
    }

    /// The number divided by a power of two so that it is within [0.5, 1).
    private static func fraction(_ number: Double) -> Double {
        guard number.isFinite, number != 0 else { return number }
        return Double(sign: number.sign, exponent: -1, significand: number.significand)
    }
}
