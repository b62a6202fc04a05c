// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// `sum(x)`, `sum(x, axis)`.
    mutating func sum(_ value: ExpressionValue, axis: ExpressionValue?) throws(ExpressionError) -> ExpressionValue {
        let argument = try number(value, of: .sum)
        guard argument.unit.isMultiplicative || argument.magnitude.isScalar else {
            throw ExpressionError(
                code: .unit, message: "a sum of values in the offset unit '\(argument.unit.name)' has no meaning")
        }
        try charge(argument.magnitude.count)
        let result = try reduced(argument.magnitude, axis) { lane in Self.total(lane) }
        return .plain(Quantity(result, argument.unit))
    }

    /// `average(x)`, `average(x, axis, weights)`.
    mutating func average(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        let argument = try number(try arguments.required(0), of: .average)
        try charge(argument.magnitude.count)
        let numbers = argument.magnitude.mapDoubles { $0 }
        guard numbers.count > 0 else { throw ExpressionError.value("average needs at least one number") }
        guard let weights = arguments[2], weights != .none else {
            let result = try reduced(numbers, arguments[1]) { lane in
                .double(Self.total(lane.elements) / Double(lane.count))
            }
            return .plain(Quantity(result, argument.unit))
        }
        guard arguments[1] == nil || arguments[1] == ExpressionValue.none,
            let plain = weights.magnitude, weights.quantity?.unit.isOne == true, plain.shape == numbers.shape
        else {
            throw ExpressionError(
                code: .shape,
                message:
                    "plain weights of shape \(numbers.shape) without an axis are expected, \(weights.typeName) came")
        }
        let total = Self.total(plain.elements)
        guard total != 0 else {
            throw ExpressionError(code: .divisionByZero, message: "the weights of an average sum to zero")
        }
        let weighted = zip(numbers.elements, plain.elements).map { $0 * $1 }
        return .plain(Quantity(.double(Self.total(weighted) / total), argument.unit))
    }

    /// `min` and `max`, of the elements of one array or of several scalars. NaN wins, as in numpy.
    mutating func extremum(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        let values = arguments.given
        let name = arguments.function.rawValue
        var candidates = values.count == 1 && !values[0].shape.isEmpty ? values[0] : try list(values)
        if case .booleans = candidates, let magnitude = candidates.magnitude { candidates = ExpressionValue(magnitude) }
        try charge(candidates.weight)
        guard candidates.size > 0 else { throw ExpressionError.value("\(name) needs at least one value") }
        let better: Comparison = arguments.function == .min ? .less : .greater
        if case .strings(let array) = candidates {
            let best = array.elements.indices.reduce(0) {
                better.holds(array.elements[$1], array.elements[$0]) ? $1 : $0
            }
            return .string(array.elements[best])
        }
        let argument = try number(candidates, of: arguments.function)
        guard values.count == 1 || argument.magnitude.shape.count == 1 else {
            throw ExpressionError.type("\(name) needs one array or several scalars")
        }
        let magnitude: Magnitude
        switch argument.magnitude {
        case .integers(let array):
            magnitude = .integer(
                array.elements.dropFirst().reduce(array.elements[0]) { better.holds($1, $0) ? $1 : $0 })
        case .doubles(let array):
            let best = array.elements.dropFirst().reduce(array.elements[0]) {
                $0.isNaN ? $0 : $1.isNaN || better.holds($1, $0) ? $1 : $0
            }
            magnitude = .double(best)
        case .integer, .double: magnitude = argument.magnitude
        }
        return .plain(Quantity(magnitude, argument.unit))
    }

    /// `len(x)`: the extent of the first index, the characters of a text.
    mutating func length(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        if case .string = value { try charge(value.weight) }
        if case .string(let text) = value { return .integer(Int64(text.unicodeScalars.count)) }
        guard let extent = value.shape.first else {
            throw ExpressionError.type("len needs an array or a text, \(value.typeName) came")
        }
        return .integer(Int64(extent))
    }

    /// `dot(a, b)`: products with scalars, inner products, products of matrices.
    mutating func dot(_ first: ExpressionValue, _ second: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        let a = try number(first, of: .dot)
        let b = try number(second, of: .dot)
        if a.magnitude.isScalar || b.magnitude.isScalar { return try combined(.multiply, first, second) }
        let left = a.magnitude.shape
        let right = b.magnitude.shape
        guard left.count <= 2, right.count <= 2, left.last == right.first, let inner = right.first else {
            throw ExpressionError(
                code: .shape,
                message: "dot cannot combine shapes \(left) and \(right): the last number of the first "
                    + "and the first of the second must be equal, of rank two at most")
        }
        let rows = left.count == 2 ? left[0] : 1
        let columns = right.count == 2 ? right[1] : 1
        let (cells, overflow) = rows.multipliedReportingOverflow(by: columns)
        try charge(elements: overflow ? nil : cells)
        let (products, tooMany) = cells.multipliedReportingOverflow(by: inner)
        try charge(tooMany ? Int.max / 2 : products)
        let unit = try quantities { () throws(QuantityError) in try a.unit.multiplied(by: b.unit) }
        let shape = left.dropLast() + right.dropFirst()
        let magnitude: Magnitude
        if let exact = Self.products(a.magnitude.integerElements, b.magnitude.integerElements, rows, inner, columns) {
            magnitude = try Self.shaped(exact, Array(shape))
        } else {
            magnitude = try Self.shaped(
                Self.products(a.magnitude.elements, b.magnitude.elements, rows, inner, columns), Array(shape))
        }
        return .plain(Quantity(magnitude, unit))
    }

    // MARK: Sums

    /// Products of integer matrices; nil if they are none or too large.
    private static func products(_ a: [Int64], _ b: [Int64], _ rows: Int, _ inner: Int, _ columns: Int) -> [Int64]? {
        guard a.count == rows * inner, b.count == inner * columns else { return nil }
        var result: [Int64] = []
        result.reserveCapacity(rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                var sum: Int64 = 0
                for index in 0..<inner {
                    let (product, large) = a[row * inner + index].multipliedReportingOverflow(
                        by: b[index * columns + column])
                    let (next, overflow) = sum.addingReportingOverflow(product)
                    if large || overflow { return nil }
                    sum = next
                }
                result.append(sum)
            }
        }
        return result
    }

    private static func products(_ a: [Double], _ b: [Double], _ rows: Int, _ inner: Int, _ columns: Int) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = 0.0
                for index in 0..<inner { sum += a[row * inner + index] * b[index * columns + column] }
                result.append(sum)
            }
        }
        return result
    }

    private static func shaped(_ elements: [Int64], _ shape: [Int]) throws(ExpressionError) -> Magnitude {
        if shape.isEmpty { return .integer(elements.first ?? 0) }
        return .integers(
            try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) })
    }

    private static func shaped(_ elements: [Double], _ shape: [Int]) throws(ExpressionError) -> Magnitude {
        if shape.isEmpty { return .double(elements.first ?? 0) }
        return .doubles(
            try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) })
    }

    /// The sum in blocks, which rounds less than one after the other.
    private static func total(_ numbers: [Double]) -> Double {
        var sum = 0.0
        var start = 0
        while start < numbers.count {
            let end = Swift.min(start + 128, numbers.count)
            var block = 0.0
            for index in start..<end { block += numbers[index] }
            sum += block
            start = end
        }
        return sum
    }

    /// The sum, of integers exactly if it has 64 bits.
    private static func total(_ magnitude: Magnitude) -> Magnitude {
        if case .integers(let array) = magnitude {
            var sum: Int64 = 0
            for element in array.elements {
                let (next, overflow) = sum.addingReportingOverflow(element)
                if overflow { return .double(total(magnitude.elements)) }
                sum = next
            }
            return .integer(sum)
        }
        return magnitude.isScalar ? magnitude : .double(total(magnitude.elements))
    }

    /// Reduces all elements, or those along one axis.
    private mutating func reduced(
        _ magnitude: Magnitude, _ axis: ExpressionValue?, _ reduce: (Magnitude) -> Magnitude
    ) throws(ExpressionError) -> Magnitude {
        guard let axis, axis != .none else { return reduce(magnitude) }
        let shape = magnitude.shape
        let index = try Selection(index: try integer(axis, "an axis"), extent: shape.count).start
        let inner = shape[(index + 1)...].reduce(1, *)
        let outer = shape[..<index].reduce(1, *)
        var rest = shape
        let extent = rest.remove(at: index)
        try charge(shape: rest)
        var results: [Magnitude] = []
        for start in 0..<outer {
            for offset in 0..<inner {
                let lane = (0..<extent).map { (start * extent + $0) * inner + offset }
                let value = try ExpressionValue(magnitude).gathered(lane, shape: [extent])
                results.append(reduce(value.magnitude ?? magnitude))
            }
        }
        if rest.isEmpty { return results.first ?? reduce(magnitude) }
        if results.contains(where: \.isFloating) || magnitude.isFloating {
            return try Self.shaped(results.flatMap(\.elements), rest)
        }
        return try Self.shaped(results.flatMap(\.integerElements), rest)
    }
}
