// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import Foundation
import Quantities

/// What Python, numpy and pint answered, recorded by `Resources/record.py`.
struct Answer: Decodable {
    enum Element: Decodable {
        case bool(Bool)
        case number(Double)
        case string(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }

    var expression: String
    var type: String?
    var shape: [Int]?
    var values: [Element]?
    var unit: String?
    var error: String?

    static func load() throws -> [Answer] {
        let url = Bundle.module.bundleURL.appendingPathComponent("Resources/answers.json")
        return try JSONDecoder().decode([Answer].self, from: Data(contentsOf: url))
    }

    /// Why the value is not this answer; nil if it is.
    func difference(_ value: ExpressionValue) -> String? {
        if value.elementType.rawValue != type { return "type \(type ?? "-") is expected, \(value.elementType) came" }
        if type == "none" { return nil }
        if value.shape != shape { return "shape \(shape ?? []) is expected, \(value.shape) came" }
        var unit: String?
        if case .quantity(let quantity) = value { unit = quantity.unit.name }
        if unit != self.unit { return "unit \(self.unit ?? "-") is expected, \(unit ?? "-") came" }
        let texts: [String]
        switch value {
        case .string(let text): texts = [text]
        case .strings(let array): texts = array.elements
        default: texts = []
        }
        let numbers = value.magnitude?.elements ?? []
        for (index, element) in (values ?? []).enumerated() {
            let agrees: Bool
            switch element {
            case .bool(let truth): agrees = numbers[index] == (truth ? 1 : 0)
            case .number(let number): agrees = close(numbers[index], number)
            case .string(let text):
                agrees = texts.isEmpty ? close(numbers[index], Double(text) ?? 0) : texts[index] == text
            }
            if !agrees { return "element \(index): \(element) is expected, \(value) came" }
        }
        return nil
    }
}

/// Whether two numbers agree but for rounding.
func close(_ left: Double, _ right: Double) -> Bool {
    if left == right || (left.isNaN && right.isNaN) { return true }
    return abs(left - right) <= 1e-13 * max(abs(left), abs(right)) + 1e-16
}

/// Compiles and evaluates.
func evaluate(_ text: String, _ references: [ExpressionValue] = []) throws -> ExpressionValue {
    try Expression(text).evaluate(references: references)
}

/// The error of compiling or evaluating, nil if there is none.
func failure(_ text: String, _ references: [ExpressionValue] = []) -> ExpressionError? {
    do throws(ExpressionError) {
        _ = try Expression(text).evaluate(references: references)
        return nil
    } catch {
        return error
    }
}

/// Numbers from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
