// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The functions that expressions may call; there are no others, and none can be added from outside.
enum Function: String, Sendable, CaseIterable {
    case abs, arccos, arccosh, arcsin, arcsinh, arctan, arctanh, ceil, cos, cosh, degrees, exp, fabs, floor
    case log, log10, radians, sin, sinh, sqrt, tan, tanh
    case arctan2, fmod, hypot, ldexp, pow
    case frexp, modf
    case array, arange, linspace, logspace, ones, zeros, range
    case average, dot, len, max, min, shape, sum
    case rand, randint, randn, random
    case bool, float, int, list, str
    case quantity = "Q"

    /// What a function takes.
    struct Signature: Sendable {
        var parameters: [String]
        var required: Int
        /// Whether any number of values may follow.
        var variadic = false
    }

    /// The parameters, named as in numpy and Python.
    var signature: Signature {
        switch self {
        case .abs, .arccos, .arccosh, .arcsin, .arcsinh, .arctan, .arctanh, .ceil, .cos, .cosh, .degrees, .exp, .fabs,
            .floor, .log, .log10, .radians, .sin, .sinh, .sqrt, .tan, .tanh, .frexp, .modf, .len, .shape:
            Signature(parameters: ["x"], required: 1)
        case .arctan2, .fmod, .hypot: Signature(parameters: ["x1", "x2"], required: 2)
        case .ldexp: Signature(parameters: ["x", "exponent"], required: 2)
        case .pow: Signature(parameters: ["base", "exp"], required: 2)
        case .dot: Signature(parameters: ["a", "b"], required: 2)
        case .array: Signature(parameters: ["object", "dtype"], required: 1)
        case .arange: Signature(parameters: ["start", "stop", "step", "dtype"], required: 1)
        case .range: Signature(parameters: ["start", "stop", "step"], required: 1)
        case .linspace: Signature(parameters: ["start", "stop", "num", "endpoint"], required: 2)
        case .logspace: Signature(parameters: ["start", "stop", "num", "endpoint", "base"], required: 2)
        case .ones, .zeros: Signature(parameters: ["shape", "dtype"], required: 1)
        case .sum: Signature(parameters: ["a", "axis"], required: 1)
        case .average: Signature(parameters: ["a", "axis", "weights"], required: 1)
        case .max, .min: Signature(parameters: [], required: 1, variadic: true)
        case .rand, .randn: Signature(parameters: [], required: 0, variadic: true)
        case .random: Signature(parameters: ["size"], required: 0)
        case .randint: Signature(parameters: ["low", "high", "size"], required: 1)
        case .bool, .float, .int, .list, .str: Signature(parameters: ["x"], required: 1)
        case .quantity: Signature(parameters: ["value", "units"], required: 1)
        }
    }

    /// Whether two calls with the same values may differ.
    var isRandom: Bool {
        switch self {
        case .rand, .randint, .randn, .random: true
        default: false
        }
    }

    /// Functions by name.
    static let named: [String: Function] = {
        var table: [String: Function] = [:]
        for function in allCases { table[function.rawValue] = function }
        table["Quantity"] = .quantity
        return table
    }()

    /// Constants by name.
    static let constants: [String: ExpressionValue] = [
        "e": .double(2.718281828459045), "pi": .double(.pi), "inf": .double(.infinity), "nan": .double(.nan),
        "True": .bool(true), "False": .bool(false), "None": .none,
    ]

    /// The types that a `dtype` may be, by their names.
    static let types: Set<String> = ["bool", "float", "int"]
}
