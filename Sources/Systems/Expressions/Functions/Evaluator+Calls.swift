// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

/// The values of a call by parameter; what was left out is nil.
struct Arguments {
    var function: Function
    var values: [ExpressionValue?]

    subscript(_ index: Int) -> ExpressionValue? { index < values.count ? values[index] : nil }

    /// A value that must be there, which the parser has seen to.
    func required(_ index: Int) throws(ExpressionError) -> ExpressionValue {
        guard let value = self[index] else {
            throw ExpressionError.type("\(function.rawValue) needs \(index + 1) values")
        }
        return value
    }

    /// All values that are there.
    var given: [ExpressionValue] { values.compactMap(\.self) }
}

extension Evaluator {
    /// A call with one value for the first parameter.
    mutating func call(_ function: Function, _ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        if case .double(let number) = value, let result = function.scalar(number) { return .double(result) }
        return try call(Arguments(function: function, values: [value]))
    }

    /// A call with arguments in the order of the text.
    mutating func call(_ plan: CallPlan, _ values: [ExpressionValue]) throws(ExpressionError) -> ExpressionValue {
        let count = Swift.max(plan.function.signature.parameters.count, values.count)
        var arguments = Arguments(function: plan.function, values: [ExpressionValue?](repeating: nil, count: count))
        for (value, parameter) in zip(values, plan.parameters) { arguments.values[parameter] = value }
        return try call(arguments)
    }

    private mutating func call(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        switch arguments.function {
        case .arccos, .arccosh, .arcsin, .arcsinh, .arctan, .arctanh, .cos, .cosh, .degrees, .exp, .log, .log10,
            .radians, .sin, .sinh, .sqrt, .tan, .tanh:
            return try transcendental(arguments.function, try arguments.required(0))
        case .abs, .fabs, .ceil, .floor: return try rounded(arguments.function, try arguments.required(0))
        case .arctan2, .fmod, .hypot, .ldexp, .pow:
            return try binary(arguments.function, try arguments.required(0), try arguments.required(1))
        case .frexp, .modf: return try parts(arguments.function, try arguments.required(0))
        case .array, .list: return try array(arguments)
        case .arange, .range: return try arange(arguments)
        case .linspace, .logspace: return try linspace(arguments)
        case .ones, .zeros: return try filled(arguments)
        case .average: return try average(arguments)
        case .sum: return try sum(try arguments.required(0), axis: arguments[1])
        case .dot: return try dot(try arguments.required(0), try arguments.required(1))
        case .max, .min: return try extremum(arguments)
        case .len: return try length(try arguments.required(0))
        case .shape: return .integers(ShapedArray(try arguments.required(0).shape.map(Int64.init)))
        case .rand, .randint, .randn, .random: return try random(arguments)
        case .bool: return .bool(try truth(try arguments.required(0)))
        case .int: return try toInteger(try arguments.required(0))
        case .float: return try toFloat(try arguments.required(0))
        case .str: return .string(try text(try arguments.required(0)))
        case .quantity: return try quantity(arguments)
        }
    }

    /// A value that is a number or numbers.
    mutating func number(_ value: ExpressionValue, of function: Function) throws(ExpressionError) -> Quantity {
        // Truth values become integers, which takes time and memory.
        if case .booleans(let array) = value { try charge(array.elements.count) }
        guard let quantity = value.quantity else {
            throw ExpressionError.type("\(function.rawValue) needs a number, \(value.typeName) came")
        }
        return quantity
    }
}
