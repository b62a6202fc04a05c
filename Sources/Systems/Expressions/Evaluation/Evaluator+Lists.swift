// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// Makes an array of values: numbers, truth values, texts or quantities, or arrays of one shape.
    mutating func list(_ values: [ExpressionValue]) throws(ExpressionError) -> ExpressionValue {
        guard let first = values.first else { return .doubles(ShapedArray([])) }
        let shape = first.shape
        guard shape.count < 3 else {
            throw ExpressionError(code: .shape, message: "arrays have three indices at most")
        }
        for value in values where value.shape != shape {
            throw ExpressionError(
                code: .shape,
                message: "elements of one shape are expected in a list, \(first.typeName) and \(value.typeName) came")
        }
        try charge(shape: [values.count] + shape)
        if case .string = first.elementType { try charge(elements: values.reduce(0) { $0 + $1.weight }) }
        return try joined(values, [values.count] + shape)
    }

    private func joined(_ values: [ExpressionValue], _ shape: [Int]) throws(ExpressionError) -> ExpressionValue {
        func array<Element>(_ elements: [Element]) throws(ExpressionError) -> ShapedArray<Element> {
            try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) }
        }
        let types = Set(values.map(\.elementType))
        if types == [.string] {
            var texts: [String] = []
            for value in values {
                if case .string(let text) = value { texts.append(text) }
                if case .strings(let inner) = value { texts += inner.elements }
            }
            return .strings(try array(texts))
        }
        if types == [.boolean] {
            var truths: [Bool] = []
            for value in values {
                if case .bool(let truth) = value { truths.append(truth) }
                if case .booleans(let inner) = value { truths += inner.elements }
            }
            return .booleans(try array(truths))
        }
        guard types.isSubset(of: [.boolean, .integer, .float]) else {
            let names = values.map(\.typeName)
            throw ExpressionError.type(
                "numbers, truth values or texts are expected in a list, "
                    + "\(Set(names).sorted().prefix(4).joined(separator: " and ")) came")
        }
        // Quantities are brought to the unit of the first.
        var unit: Unit?
        for case .quantity(let quantity) in values {
            unit = quantity.unit
            break
        }
        var magnitudes: [Magnitude] = []
        magnitudes.reserveCapacity(values.count)
        for value in values {
            guard let quantity = value.quantity else { continue }
            magnitudes.append(
                try quantities { () throws(QuantityError) in
                    try unit.map { unit throws(QuantityError) in try quantity.converted(to: unit).magnitude }
                        ?? quantity.magnitude
                })
        }
        let magnitude: Magnitude
        if magnitudes.contains(where: { $0.isFloating }) {
            magnitude = .doubles(try array(magnitudes.flatMap(\.elements)))
        } else {
            magnitude = .integers(try array(magnitudes.flatMap(\.integerElements)))
        }
        return unit.map { .quantity(Quantity(magnitude, $0)) } ?? ExpressionValue(magnitude)
    }

    // MARK: Attributes

    mutating func attribute(_ attribute: Attribute, of value: ExpressionValue) throws(ExpressionError)
        -> ExpressionValue
    {
        switch attribute {
        case .shape: return .integers(ShapedArray(value.shape.map(Int64.init)))
        case .units:
            if case .quantity(let quantity) = value { return .unit(quantity.unit) }
            if value.isNumeric { return .unit(.dimensionless) }
        case .magnitude, .m:
            if case .quantity(let quantity) = value { return ExpressionValue(quantity.magnitude) }
            if value.isNumeric { return value }
        case .real: if value.isNumeric { return value }
        }
        throw ExpressionError.type("\(value.typeName) has no attribute '\(attribute.rawValue)'; a number is expected")
    }

    /// `value.to(unit)`.
    mutating func converted(_ value: ExpressionValue, to target: ExpressionValue) throws(ExpressionError)
        -> ExpressionValue
    {
        try charge(value.size)
        guard let quantity = value.quantity else {
            throw ExpressionError.type("\(value.typeName) has no unit; a number is expected")
        }
        let unit = try unit(target)
        return .plain(try quantities { () throws(QuantityError) in try quantity.converted(to: unit) })
    }

    /// A unit from a text, a unit or the unit of a quantity.
    func unit(_ value: ExpressionValue) throws(ExpressionError) -> Unit {
        switch value {
        case .unit(let unit): return unit
        case .string(let text): return try quantities { () throws(QuantityError) in try Unit(parsing: text) }
        default: throw ExpressionError.type("a unit is expected, \(value.typeName) came")
        }
    }

    /// An integer, also a floating point number that is one.
    func integer(_ value: ExpressionValue, _ what: String) throws(ExpressionError) -> Int {
        switch value {
        case .integer(let value): return Int(value)
        case .bool(let value): return value ? 1 : 0
        case .double(let value): if let exact = Int(exactly: value) { return exact }
        default: break
        }
        throw ExpressionError.type("an integer is expected as \(what), \(value.typeName) \(value.excerpt) came")
    }
}

extension Magnitude {
    var isFloating: Bool {
        switch self {
        case .double, .doubles: true
        case .integer, .integers: false
        }
    }

    var integerElements: [Int64] {
        switch self {
        case .integer(let value): [value]
        case .integers(let array): array.elements
        case .double, .doubles: []
        }
    }
}

extension ExpressionValue {
    /// Whether it has a magnitude.
    var isNumeric: Bool {
        switch self {
        case .bool, .integer, .double, .booleans, .integers, .doubles, .quantity: true
        case .none, .string, .strings, .unit: false
        }
    }

    /// The value for a message, if it is short.
    var excerpt: String { shape.isEmpty ? String(description.prefix(40)) : "" }
}
