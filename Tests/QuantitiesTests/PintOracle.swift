// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation

/// What pint answered, recorded by `Resources/record.py`.
struct PintOracle: Decodable {
    struct Number: Decodable {
        var value: Double

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Double.self) {
                self.value = value
            } else {
                value = Double(try container.decode(String.self)) ?? .nan
            }
        }
    }

    struct UnitRecord: Decodable {
        var text: String
        var name: String?
        var dimension: String?
    }

    struct ArithmeticRecord: Decodable {
        var left: String
        var operation: String
        var right: String
        var value: Number?
        var unit: String?
        var truth: Bool?
    }

    /// Source value, units and pint's result; a conversion that pint refuses has no result.
    struct Conversion: Decodable {
        var value: Number?
        var input: Double
        var from: String
        var to: String
    }

    var conversions: [Conversion]
    var units: [UnitRecord]
    var arithmetic: [ArithmeticRecord]

    static func load() throws -> PintOracle {
        let url = Bundle.module.bundleURL.appendingPathComponent("Resources/pint.json")
        return try JSONDecoder().decode(PintOracle.self, from: Data(contentsOf: url))
    }
}

/// Whether two numbers agree but for rounding.
func close(_ left: Double, _ right: Double, _ tolerance: Double = 1e-12) -> Bool {
    if left == right || (left.isNaN && right.isNaN) { return true }
    return abs(left - right) <= tolerance * max(abs(left), abs(right))
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
