// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A decimal or binary prefix.
struct UnitPrefix: Sendable {
    let name: String
    let symbol: String
    let spellings: [String]
    let scale: DecimalScale

    private init(_ name: String, _ spellings: [String], decade: Int) {
        self.init(name, spellings, scale: DecimalScale(factor: 1, decade: decade))
    }

    private init(_ name: String, _ spellings: [String], scale: DecimalScale) {
        self.name = name
        self.symbol = spellings[0]
        self.spellings = [name] + spellings
        self.scale = scale
    }

    private static func binary(_ name: String, _ symbol: String, _ power: Int) -> UnitPrefix {
        UnitPrefix(
            name, [symbol], scale: DecimalScale(factor: Double(sign: .plus, exponent: power, significand: 1), decade: 0)
        )
    }

    /// All prefixes, in the order in which they are tried.
    static let all: [UnitPrefix] = [
        UnitPrefix("quecto", ["q"], decade: -30), UnitPrefix("ronto", ["r"], decade: -27),
        UnitPrefix("yocto", ["y"], decade: -24), UnitPrefix("zepto", ["z"], decade: -21),
        UnitPrefix("atto", ["a"], decade: -18), UnitPrefix("femto", ["f"], decade: -15),
        UnitPrefix("pico", ["p"], decade: -12), UnitPrefix("nano", ["n"], decade: -9),
        UnitPrefix("micro", ["µ", "μ", "u", "mu", "mc"], decade: -6), UnitPrefix("milli", ["m"], decade: -3),
        UnitPrefix("centi", ["c"], decade: -2), UnitPrefix("deci", ["d"], decade: -1),
        UnitPrefix("deca", ["da", "deka"], decade: 1), UnitPrefix("hecto", ["h"], decade: 2),
        UnitPrefix("kilo", ["k"], decade: 3), UnitPrefix("mega", ["M"], decade: 6),
        UnitPrefix("giga", ["G"], decade: 9), UnitPrefix("tera", ["T"], decade: 12),
        UnitPrefix("peta", ["P"], decade: 15), UnitPrefix("exa", ["E"], decade: 18),
        UnitPrefix("zetta", ["Z"], decade: 21), UnitPrefix("yotta", ["Y"], decade: 24),
        UnitPrefix("ronna", ["R"], decade: 27), UnitPrefix("quetta", ["Q"], decade: 30),
        binary("kibi", "Ki", 10), binary("mebi", "Mi", 20), binary("gibi", "Gi", 30), binary("tebi", "Ti", 40),
        binary("pebi", "Pi", 50), binary("exbi", "Ei", 60), binary("zebi", "Zi", 70), binary("yobi", "Yi", 80),
    ]
}
