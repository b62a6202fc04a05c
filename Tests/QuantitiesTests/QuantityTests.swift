// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("3.5 mm", "3.5 mm"), ("3 mm", "3 mm"), ("-4e-3m/s", "-0.004 m/s"), ("25 °C", "25 °C"), ("10", "10"),
        ("2eV", "2 eV"), ("2e3eV", "2000.0 eV"), ("nan V", "nan V"), ("-inf V", "-inf V"), (".5 m", "0.5 m"),
        ("mm", "1 mm"), ("3.5mm", "3.5 mm"), ("9223372036854775808 m", "9.223372036854776e+18 m"),
        ("5 km/h", "5 km/h"), ("  7 %", "7 %"),
    ])
    func parsed(text: String, expected: String) throws {
        #expect(try Quantity(parsing: text).description == expected)
    }

    @Test(arguments: ["", "  ", "mm mmm", "3 +", "1..2", "--3 m", "3 m m)", "e5q", "3 mm;"])
    func refused(text: String) {
        #expect(throws: QuantityError.self) { try Quantity(parsing: text) }
    }

    @Test func decimalConversionsAreExact() throws {
        let metre = try Unit(parsing: "m")
        #expect(try Quantity(0.002, metre).converted(to: Unit(parsing: "mm")).magnitude.scalar == 2)
        #expect(try Quantity(3, Unit(parsing: "mm")).converted(to: metre).magnitude.scalar == 0.003)
        #expect(try Quantity(4.35, metre).converted(to: Unit(parsing: "cm")).magnitude.scalar == 4.35 * 100)
        #expect(try Quantity(.integer(3), metre).converted(to: metre).magnitude == .integer(3))
    }

    @Test func dimensionsAreChecked() throws {
        let error = try #require(throws: QuantityError.self) {
            try Quantity(1, Unit(parsing: "s")).converted(to: Unit(parsing: "mm"))
        }
        #expect(error.code == .dimension)
        #expect(error.message == "'second' ([time]) cannot be converted to 'millimeter' ([length])")
    }

    @Test func arrays() throws {
        let millimetre = try Unit(parsing: "mm")
        let array = Quantity(.integers(ShapedArray([1, 2, 3])), millimetre)
        #expect(try (array + array).description == "[2 4 6] mm")
        #expect(try array.converted(to: Unit(parsing: "m")).magnitude == .doubles(ShapedArray([0.001, 0.002, 0.003])))
        #expect(try (array * Quantity(2.0)).magnitude == .doubles(ShapedArray([2, 4, 6])))
        let column = try ShapedArray(shape: [2, 1], elements: [10.0, 20])
        let sum = try Quantity(.doubles(column), millimetre) + array
        #expect(sum.magnitude == .doubles(try ShapedArray(shape: [2, 3], elements: [11, 12, 13, 21, 22, 23])))
        #expect(throws: QuantityError.self) { try array + Quantity(.doubles(ShapedArray([1, 2])), millimetre) }
        #expect(throws: QuantityError.self) { try ShapedArray(shape: [2, 2], elements: [1]) }
        #expect(throws: QuantityError.self) { try ShapedArray(shape: [-1], elements: [1]) }
        #expect(throws: QuantityError.self) { try ShapedArray(shape: [.max, .max], elements: [1]) }
    }

    @Test func integersStayExactAndNeverTrap() throws {
        let large = Quantity(.integer(.max))
        #expect(try (large - Quantity(.integer(1))).magnitude == .integer(.max - 1))
        #expect(try (large + large).magnitude == .double(Double(Int64.max) * 2))
        #expect(try (-Quantity(.integer(.min))).magnitude == .double(0x1p63))
        #expect(Quantity(.integer(.min)).absolute.magnitude == .double(0x1p63))
        for operation in [ArithmeticOperation.floorDivide, .remainder, .divide, .power, .multiply] {
            for right in [Int64.min, -1, 0, 1, .max] {
                for left in [Int64.min, -7, 0, 7, .max] {
                    _ = try? Magnitude.integer(left).combined(operation, .integer(right))
                    let array = Magnitude.integers(ShapedArray([left]))
                    _ = try array.combined(operation, .integers(ShapedArray([right])))
                }
            }
        }
        let error = try #require(throws: QuantityError.self) { try large / Quantity(.integer(0)) }
        #expect(error.code == .divisionByZero)
    }

    @Test func formatting() throws {
        let quantity = Quantity(3.14159, try Unit(parsing: "mm"))
        #expect(quantity.formatted(precision: 2) == "3.14 mm")
        #expect(quantity.formatted(precision: -1) == "3 mm")
        #expect(Quantity(1e300).formatted(precision: 1).count == 303)
        #expect(Quantity(.doubles(ShapedArray([1, 2.25]))).formatted(precision: 1) == "[1.0 2.2]")
        #expect(Quantity(.integers(try ShapedArray(shape: [2, 0], elements: []))).description == "[[] []]")
        #expect(try Quantity(parsing: "20 degC").inBaseUnits.description == "293.15 K")
    }

    @Test func remaindersAreThoseOfTheCLibrary() {
        var generator = SeededGenerator(state: 3)
        func number() -> Double {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: Double(Int.random(in: -1000...1000, using: &generator))
            case 1: Double.random(in: -1000...1000, using: &generator)
            case 2: Double(Int.random(in: -20...20, using: &generator)) * 0.1
            default: Double(bitPattern: generator.next())
            }
        }
        for _ in 0..<20_000 {
            let a = number()
            let b = number()
            let expected = a.truncatingRemainder(dividingBy: b)
            let result = a.truncatedRemainder(b)
            #expect(
                result.bitPattern == expected.bitPattern || (result.isNaN && expected.isNaN),
                "\(a) and \(b): \(expected) is expected, \(result) came")
        }
    }

    @Test func comparisonsAreExact() throws {
        let large = Magnitude.integer(9_007_199_254_740_993)
        #expect(try large.compared(.greater, .double(9_007_199_254_740_992)) == .one(true))
        #expect(try large.compared(.equal, .double(.nan)) == .one(false))
        #expect(try Magnitude.double(.infinity).compared(.greater, large) == .one(true))
        #expect(try Magnitude.integer(1).compared(.less, .double(1.5)) == .one(true))
    }
}
