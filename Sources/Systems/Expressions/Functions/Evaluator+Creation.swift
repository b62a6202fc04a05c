// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Evaluator {
    /// `array(x)` and `list(x)`: arrays as they are, numbers of one type; a text as its characters.
    mutating func array(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        let value = try arguments.required(0)
        if arguments.function == .list, case .string(let text) = value {
            try charge(elements: text.utf8.count)
            return .strings(ShapedArray(text.unicodeScalars.map { String(Character($0)) }))
        }
        if arguments.function == .list && value.shape.isEmpty {
            throw ExpressionError.type("list needs an array or a text, \(value.typeName) came")
        }
        return try cast(value, try type(arguments[1]))
    }

    /// `zeros(shape)` and `ones(shape)`.
    mutating func filled(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        let shape = try self.shape(try arguments.required(0), of: arguments.function)
        let one = arguments.function == .ones
        let type = try type(arguments[1]) ?? "float"
        try charge(shape: shape)
        let size = elementCount(shape) ?? 0
        return try quantities { () throws(QuantityError) in
            switch type {
            case "int": .integers(try ShapedArray(shape: shape, elements: [Int64](repeating: one ? 1 : 0, count: size)))
            case "bool": .booleans(try ShapedArray(shape: shape, elements: [Bool](repeating: one, count: size)))
            default: .doubles(try ShapedArray(shape: shape, elements: [Double](repeating: one ? 1 : 0, count: size)))
            }
        }
    }

    /// `arange` and `range`: from start up to, not including, stop.
    mutating func arange(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        var start = try arguments.required(0)
        var stop = ExpressionValue.integer(0)
        if let given = arguments[1], given != .none {
            stop = given
        } else {
            (start, stop) = (.integer(0), start)
        }
        let step = arguments[2] ?? .integer(1)
        let type = try type(arguments[3])
        if arguments.function == .range {
            start = .integer(Int64(try integer(start, "the start of a range")))
            stop = .integer(Int64(try integer(stop, "the stop of a range")))
        }
        if case .integer(let a) = start, case .integer(let b) = stop, case .integer(let c) = step {
            return try cast(try integers(from: a, to: b, by: c), type)
        }
        guard arguments.function == .arange else {
            throw ExpressionError.type("an integer is expected as the step of a range, \(step.typeName) came")
        }
        let numbers = try [start, stop, step].map { value throws(ExpressionError) in
            guard let number = value.magnitude?.scalar, value.quantity?.unit.isOne == true else {
                throw ExpressionError.type("arange needs plain numbers, \(value.typeName) came")
            }
            return number
        }
        guard numbers[2] != 0 else { throw ExpressionError.value("arange needs a step other than zero") }
        let length = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
        guard !length.isNaN else { throw ExpressionError.value("arange needs finite numbers") }
        let count = length <= 0 ? 0 : Int(exactly: length)
        try charge(elements: count)
        // numpy's way of rounding: multiples of the distance of the first two elements.
        let delta = (numbers[0] + numbers[2]) - numbers[0]
        return try cast(.doubles(ShapedArray((0..<(count ?? 0)).map { numbers[0] + Double($0) * delta })), type)
    }

    private mutating func integers(from start: Int64, to stop: Int64, by step: Int64) throws(ExpressionError)
        -> ExpressionValue
    {
        guard step != 0 else { throw ExpressionError.value("a step other than zero is expected") }
        let isEmpty = step > 0 ? start >= stop : start <= stop
        if isEmpty { return .integers(ShapedArray([])) }
        // Differences of 64-bit integers fit into 64 bits without sign.
        let distance = step > 0 ? UInt64(bitPattern: stop &- start) : UInt64(bitPattern: start &- stop)
        let count = Int(clamping: (distance - 1) / step.magnitude).addingReportingOverflow(1)
        try charge(elements: count.overflow ? nil : count.partialValue)
        return .integers(ShapedArray((0..<count.partialValue).map { start &+ Int64($0) &* step }))
    }

    /// `linspace` and `logspace`: evenly spaced numbers, or their powers.
    mutating func linspace(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        let first = try plainScalar(try arguments.required(0), of: arguments.function)
        let last = try plainScalar(try arguments.required(1), of: arguments.function)
        let count =
            try arguments[2].map { value throws(ExpressionError) in try integer(value, "the number of elements") } ?? 50
        let endpoint = try arguments[3].map { value throws(ExpressionError) in try truth(value) } ?? true
        let base = try arguments[4].map { value throws(ExpressionError) in try plainScalar(value, of: .logspace) } ?? 10
        guard count >= 0 else {
            throw ExpressionError.value(
                "\(arguments.function.rawValue) needs a number of elements that is not negative")
        }
        try charge(elements: count)
        let intervals = endpoint ? count - 1 : count
        let step = intervals > 0 ? (last - first) / Double(intervals) : 0
        var numbers = (0..<count).map { index in
            step == 0 && intervals > 0
                ? Double(index) / Double(intervals) * (last - first) + first : Double(index) * step + first
        }
        if endpoint && count > 1 { numbers[count - 1] = last }
        if arguments.function == .logspace { numbers = numbers.map { powerOf(base, $0) } }
        return .doubles(ShapedArray(numbers))
    }

    /// `Q(3, 'mm')`, `Q('3 mm')`.
    mutating func quantity(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        var value = try arguments.required(0)
        if case .string(let text) = value {
            value = .quantity(try quantities { () throws(QuantityError) in try Quantity(parsing: text) })
        }
        try charge(value.size)
        guard let quantity = value.quantity else {
            throw ExpressionError.type("Q needs a number or a text such as '3 mm', \(value.typeName) came")
        }
        guard let units = arguments[1], units != .none else { return .plain(quantity) }
        let unit = try unit(units)
        if quantity.unit.isOne { return .plain(Quantity(quantity.magnitude, unit)) }
        return .plain(try quantities { () throws(QuantityError) in try quantity.converted(to: unit) })
    }

    // MARK: Arguments

    /// A shape from an integer or an array of integers.
    func shape(_ value: ExpressionValue, of function: Function) throws(ExpressionError) -> [Int] {
        let shape: [Int]
        switch value {
        case .integers(let array) where array.rank == 1 && array.elements.count <= 3:
            shape = array.elements.map(Int.init)
        case .doubles(let array) where array.elements.isEmpty: shape = []
        default: shape = [try integer(value, "a shape")]
        }
        guard (1...3).contains(shape.count), shape.allSatisfy({ $0 >= 0 }) else {
            throw ExpressionError(
                code: .shape,
                message:
                    "\(function.rawValue) needs a shape of one to three numbers that are not negative, \(shape) came")
        }
        return shape
    }

    private func plainScalar(_ value: ExpressionValue, of function: Function) throws(ExpressionError) -> Double {
        guard let number = value.magnitude?.scalar, value.quantity?.unit.isOne == true else {
            throw ExpressionError.type("\(function.rawValue) needs plain numbers, \(value.typeName) came")
        }
        return number
    }

    /// The name of a type, `int`, `float` or `bool`.
    private func type(_ value: ExpressionValue?) throws(ExpressionError) -> String? {
        guard let value, value != .none else { return nil }
        if case .string(let name) = value {
            switch name {
            case "int", "int64": return "int"
            case "float", "float64", "double": return "float"
            case "bool": return "bool"
            default: break
            }
        }
        throw ExpressionError.type("int, float or bool is expected as dtype, \(value.typeName) \(value.excerpt) came")
    }

    /// The value with elements of another type.
    private mutating func cast(_ value: ExpressionValue, _ type: String?) throws(ExpressionError) -> ExpressionValue {
        guard let type else { return value }
        guard let magnitude = value.magnitude, value.quantity?.unit.isOne == true else {
            throw ExpressionError.type("numbers are expected for the dtype \(type), \(value.typeName) came")
        }
        try charge(elements: magnitude.count)
        switch type {
        case "int":
            guard magnitude.isFloating else { return ExpressionValue(magnitude) }
            var elements: [Int64] = []
            elements.reserveCapacity(magnitude.count)
            for element in magnitude.elements { elements.append(try Self.truncated(element)) }
            let shape = magnitude.shape
            if shape.isEmpty { return .integer(elements.first ?? 0) }
            return .integers(
                try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) })
        case "bool": return try compared(.notEqual, ExpressionValue(magnitude), .integer(0))
        default: return ExpressionValue(magnitude.mapDoubles { $0 })
        }
    }

    /// The integer part of a number that has one within 64 bits.
    static func truncated(_ value: Double) throws(ExpressionError) -> Int64 {
        guard let integer = Int64(exactly: value.rounded(.towardZero)) else {
            throw ExpressionError.value("a number within 64 bits is expected as an integer, \(value) came")
        }
        return integer
    }
}
