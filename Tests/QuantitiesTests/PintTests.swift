// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities
import Testing

/// Agreement with pint, and where we differ on purpose.
@Suite struct PintTests {
    let oracle: PintOracle

    init() throws { oracle = try PintOracle.load() }

    @Test func conversions() throws {
        #expect(oracle.conversions.count > 1000)
        for record in oracle.conversions {
            guard let expected = record.value else {
                #expect(throws: QuantityError.self) {
                    try Quantity(record.input, Unit(parsing: record.from)).converted(to: Unit(parsing: record.to))
                }
                continue
            }
            let input = Quantity(record.input, try Unit(parsing: record.from))
            let result = try input.converted(to: Unit(parsing: record.to)).magnitude.scalar ?? .nan
            // The difference of two scales loses digits where they meet.
            let offset = max(abs(record.input), 500) * 1e-13
            #expect(
                close(result, expected.value, 5e-11)
                    || (record.from.contains("deg") && abs(result - expected.value) < offset),
                "\(record.input) \(record.from) = \(expected.value) \(record.to), \(result) came")
        }
    }

    @Test func unitNames() throws {
        for record in oracle.units {
            guard let name = record.name else {
                #expect(throws: QuantityError.self, "\(record.text)") { try Unit(parsing: record.text) }
                continue
            }
            // Yarn is rare where forces turn things.
            if record.text == "Nm" {
                #expect(try Unit(parsing: "Nm").isCompatible(with: Unit(parsing: "J")))
                continue
            }
            let unit = try Unit(parsing: record.text)
            #expect(unit.name == name, "\(record.text)")
            #expect(unit.description == record.text)
            let dimension = record.dimension?.replacingOccurrences("[printing_unit]", "[pixel]")
            #expect(Self.words(unit.dimension.description) == Self.words(dimension ?? ""), "\(record.text)")
        }
    }

    /// The factors of a dimension, which pint sorts in another way.
    private static func words(_ dimension: String) -> Set<String> {
        let halves = dimension.split(separator: " / ", omittingEmptySubsequences: false)
        return Set(halves[0].split(separator: " * ").map { "+" + $0 } + halves.dropFirst().map { "-" + $0 })
    }

    /// Where we do not follow pint.
    static let deviations: [String: String] = [
        "5 delta_degC - 20 degC": "a difference minus a temperature is no temperature: refused",
        "5 s // 2 ms": "2500, where pint's conversion rounds twice and gives 2499",
    ]

    @Test func arithmetic() throws {
        for record in oracle.arithmetic {
            let text = "\(record.left) \(record.operation) \(record.right)"
            if Self.deviations[text] != nil { continue }
            let outcome = Result { try evaluate(record) }
            switch (outcome, record.value, record.truth) {
            case (.success(.quantity(let quantity)), let value?, _):
                #expect(close(quantity.magnitude.scalar ?? .nan, value.value, 1e-11), "\(text) gave \(quantity)")
                #expect(quantity.unit.name == record.unit, "\(text)")
            case (.success(.truth(let truth)), nil, let expected?): #expect(truth == expected, "\(text)")
            case (.failure, nil, nil): break
            default: Issue.record("\(text): pint says \(record), \(outcome) came")
            }
        }
    }

    @Test func deviationsHold() throws {
        let difference = try Quantity(parsing: "5 delta_degC")
        let temperature = try Quantity(parsing: "20 degC")
        #expect(throws: QuantityError.self) { try difference - temperature }
        let quotient = try Quantity(parsing: "5 s").combined(.floorDivide, Quantity(parsing: "2 ms"))
        #expect(quotient.magnitude.scalar == 2500)
    }

    enum Answer {
        case quantity(Quantity)
        case truth(Bool)
    }

    private func evaluate(_ record: PintOracle.ArithmeticRecord) throws -> Answer {
        let left = try Quantity(parsing: record.left)
        let plain = Double(record.right)
        let right = try Quantity(parsing: record.right)
        let comparisons: [String: Comparison] = [
            "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual, "==": .equal, "!=": .notEqual,
        ]
        if let comparison = comparisons[record.operation] {
            let result =
                try plain.map { try left.compared(comparison, plain: .double($0)) }
                ?? left.compared(comparison, right)
            guard case .one(let truth) = result else { throw QuantityError(code: .shape, message: "an array") }
            return .truth(truth)
        }
        let operations: [String: ArithmeticOperation] = [
            "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "//": .floorDivide, "%": .remainder, "**": .power,
        ]
        let operation = try #require(operations[record.operation])
        if let plain, operation == .add || operation == .subtract {
            return .quantity(try left.sum(operation, plain: .double(plain), plainFirst: false))
        }
        return .quantity(try left.combined(operation, right))
    }
}

extension String {
    fileprivate func replacingOccurrences(_ target: String, _ replacement: String) -> String {
        split(separator: target, omittingEmptySubsequences: false).joined(separator: replacement)
    }
}
