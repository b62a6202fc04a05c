// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Quantities

/// What an expression works with.
///
/// Arrays have rank one to three and are stored in one piece. Lists and tuples are arrays. Integers have 64 bits; what
/// leaves them becomes floating point. A quantity without a unit is a plain number: ``plain(_:)`` makes it one.
public enum ExpressionValue: Sendable, Hashable {
    /// Nothing: Python's `None`.
    case none
    /// A truth value.
    case bool(Bool)
    /// An integer.
    case integer(Int64)
    /// A floating point number.
    case double(Double)
    /// A text.
    case string(String)
    /// An array of truth values.
    case booleans(ShapedArray<Bool>)
    /// An array of integers.
    case integers(ShapedArray<Int64>)
    /// An array of floating point numbers.
    case doubles(ShapedArray<Double>)
    /// An array of texts.
    case strings(ShapedArray<String>)
    /// A number or an array of numbers with a unit.
    case quantity(Quantity)
    /// A unit alone: what `.units` gives.
    case unit(Unit)

    /// A magnitude without unit.
    public init(_ magnitude: Magnitude) {
        switch magnitude {
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .double(value)
        case .integers(let array): self = .integers(array)
        case .doubles(let array): self = .doubles(array)
        }
    }

    /// A quantity; one without a unit becomes a plain number or array.
    public static func plain(_ quantity: Quantity) -> ExpressionValue {
        quantity.unit.isOne ? ExpressionValue(quantity.magnitude) : .quantity(quantity)
    }

    init(_ result: ComparisonResult) {
        switch result {
        case .one(let truth): self = .bool(truth)
        case .many(let array): self = .booleans(array)
        }
    }
}

extension ExpressionValue {
    /// What the elements are.
    public enum ElementType: String, Sendable, CaseIterable {
        /// Nothing, truth values, integers, floating point numbers, texts, or a unit.
        case none, boolean, integer, float, string, unit
    }

    /// What it is, or its elements are.
    public var elementType: ElementType {
        switch self {
        case .none: .none
        case .bool, .booleans: .boolean
        case .integer, .integers: .integer
        case .double, .doubles: .float
        case .string, .strings: .string
        case .unit: .unit
        case .quantity(let quantity):
            switch quantity.magnitude {
            case .integer, .integers: .integer
            case .double, .doubles: .float
            }
        }
    }

    /// The shape; empty for a scalar.
    public var shape: [Int] {
        switch self {
        case .none, .bool, .integer, .double, .string, .unit: []
        case .booleans(let array): array.shape
        case .integers(let array): array.shape
        case .doubles(let array): array.shape
        case .strings(let array): array.shape
        case .quantity(let quantity): quantity.magnitude.shape
        }
    }

    /// The number or numbers, truth values as 0 and 1; nil for texts, units and nothing.
    public var magnitude: Magnitude? {
        switch self {
        case .bool(let value): .integer(value ? 1 : 0)
        case .integer(let value): .integer(value)
        case .double(let value): .double(value)
        case .booleans(let array): .integers(array.map { $0 ? 1 : 0 })
        case .integers(let array): .integers(array)
        case .doubles(let array): .doubles(array)
        case .quantity(let quantity): quantity.magnitude
        case .none, .string, .strings, .unit: nil
        }
    }

    /// The number or numbers with their unit, dimensionless where there is none; nil for texts, units and nothing.
    public var quantity: Quantity? {
        if case .quantity(let quantity) = self { return quantity }
        return magnitude.map { Quantity($0) }
    }

    /// How many elements it has; the bytes of a text.
    var size: Int {
        switch self {
        case .none, .bool, .integer, .double, .unit: 1
        case .string(let text): text.utf8.count
        case .booleans(let array): array.elements.count
        case .integers(let array): array.elements.count
        case .doubles(let array): array.elements.count
        case .strings(let array): array.elements.count
        case .quantity(let quantity): quantity.magnitude.count
        }
    }

    /// What copying or comparing it costs: its elements, of texts the bytes too.
    var weight: Int {
        guard case .strings(let array) = self else { return size }
        return array.elements.reduce(0) { $0 + 1 + $1.utf8.count }
    }

    /// What it is, for messages.
    var typeName: String {
        let shape = shape
        let dimensions = shape.isEmpty ? "" : " array of shape \(shape)"
        return switch self {
        case .none: "None"
        case .bool, .booleans: "bool\(dimensions)"
        case .integer, .integers: "int\(dimensions)"
        case .double, .doubles: "float\(dimensions)"
        case .string, .strings: "str\(dimensions)"
        case .unit: "unit"
        case .quantity(let quantity): "quantity in \(quantity.unit)\(dimensions)"
        }
    }
}

extension ExpressionValue: CustomStringConvertible {
    /// As Python's `str` shows it, quantities with the unit as it was written, arrays in brackets with blanks.
    public var description: String {
        switch self {
        case .none: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .integer(let value): return value.description
        case .double(let value): return value.description
        case .string(let text): return text
        case .booleans(let array): return nestedText(array.shape, array.elements.map { $0 ? "True" : "False" })
        case .integers(let array): return Magnitude.integers(array).description
        case .doubles(let array): return Magnitude.doubles(array).description
        case .strings(let array): return nestedText(array.shape, array.elements.map { "'\($0)'" })
        case .quantity(let quantity): return quantity.description
        case .unit(let unit): return unit.description
        }
    }
}
