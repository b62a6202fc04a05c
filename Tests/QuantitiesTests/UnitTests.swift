// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities
import Testing

@Suite struct UnitTests {
    @Test func everyLineOfTheTableIsRead() throws {
        #expect(Unit.unreadDefinitions.isEmpty)
        for name in ["millimeter", "neper", "vacuum_permittivity", "degree_Fahrenheit", "oersted", "Nm", "octave"] {
            #expect(try Unit(parsing: name).isKnown, "\(name)")
        }
    }

    @Test(arguments: [
        ("kg·m²", "kilogram * meter ** 2"), ("m·s⁻²", "meter / second ** 2"), ("ºC", "degree_Celsius"),
        ("Ω", "ohm"), ("Ω", "ohm"), ("Å", "angstrom"), ("Å", "angstrom"), ("μm", "micrometer"), ("µm", "micrometer"),
        ("", "dimensionless"), ("  mm ", "millimeter"), ("m*s**(1/2)", "meter * second ** 0.5"),
        ("m/(s*s)", "meter / second ** 2"),
        ("V / sqHz", nil), ("m²/s²", "meter ** 2 / second ** 2"), ("J/degC", "joule / delta_degree_Celsius"),
        ("m per s", "meter / second"), ("sq m", "meter ** 2"), ("km/h", "kilometer / hour"), ("1/m", "1 / meter"),
    ])
    func spellings(text: String, name: String?) throws {
        guard let name else {
            #expect(throws: QuantityError.self) { try Unit(parsing: text) }
            return
        }
        #expect(try Unit(parsing: text).name == name)
    }

    @Test func symbols() throws {
        #expect(try Unit(parsing: "kg*m**2/s**3").symbol == "kg·m²/s³")
        #expect(try Unit(parsing: "1/s").symbol == "1/s")
        #expect(try Unit(parsing: "degC").symbol == "°C")
        #expect(try Unit(parsing: "V/Hz**0.5").symbol == "V/Hz^0.5")
        #expect(Unit.dimensionless.symbol.isEmpty)
    }

    static let refused = [
        "m/", "/m", "*", "m**", "m^^2", "(m", "m)", "m**x", "3 m", "m**101", "m**0.001", "m+s", "m;s", "m**(1/0)",
        "mdegC", "kdBm", String(repeating: "(", count: 40) + "m", String(repeating: "m*", count: 600) + "m",
        "m**60**60", "\u{0}", "m\nm", "foo",
    ]

    @Test func everythingElseIsRefused() {
        for text in Self.refused {
            #expect(throws: QuantityError.self, "\(text.prefix(40).debugDescription)") { try Unit(parsing: text) }
        }
    }

    @Test func hintsAtTheNearestName() {
        let error = #expect(throws: QuantityError.self) { try Unit(parsing: "kg*metr") }
        #expect(error?.code == .unknownUnit)
        #expect(error?.position == 3)
        #expect(error?.message.contains("'metre'") == true || error?.message.contains("'meter'") == true)
    }

    @Test func unknownUnitsAreOpaque() throws {
        let furlongs = Unit("smoots")
        #expect(!furlongs.isKnown)
        #expect(furlongs.unknownNames == ["smoots"])
        #expect(furlongs == Unit("smoots"))
        #expect(!furlongs.isCompatible(with: .dimensionless))
        #expect(!furlongs.isDimensionless)
        let rate = Unit("smoots/s")
        #expect(rate.unknownNames == ["smoots"])
        let converted = try Quantity(60, Unit("smoots/min")).converted(to: rate)
        #expect(converted.magnitude.scalar == 1)
        let garbage = Unit("a.u. (x)")
        #expect(garbage.description == "a.u. (x)" && !garbage.isKnown)
        #expect(throws: QuantityError.self) { try Quantity(1, furlongs).converted(to: Unit(parsing: "m")) }
        #expect(throws: QuantityError.self) { try Quantity(1, furlongs) + Quantity(1, garbage) }
        #expect(Unit("mm").isKnown)
    }

    @Test func equalityIgnoresSpelling() throws {
        #expect(try Unit(parsing: "m/s") == Unit(parsing: "m*s**-1"))
        #expect(try Unit(parsing: "m/s").hashValue == Unit(parsing: "m*s**-1").hashValue)
        #expect(try Unit(parsing: "m") != Unit(parsing: "mm"))
        #expect(try Unit(parsing: "degC").difference.name == "delta_degree_Celsius")
    }

    /// Random text: an answer or an error, never a trap.
    @Test func randomText() {
        var generator = SeededGenerator(state: 7)
        let words = [
            "m", "s", "kg", "degC", "*", "/", "**", "^", "(", ")", "2", "-1", "0.5", "²", "⁻¹", "·", " ", "per",
            "square",
            "foo", "1e9", "99999999999999999999", "%", "°", "\u{FFFD}", "e", "E5", ".", "µ", "cubed", "dBm", "Δ",
            "delta_",
        ]
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<12, using: &generator) {
                text += words.randomElement(using: &generator) ?? ""
            }
            let unit = Unit(text)
            _ = unit.symbol + unit.name
            _ = try? unit.multiplied(by: unit).raised(to: Double.random(in: -9...9, using: &generator))
            _ = try? Quantity(parsing: text)
        }
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            _ = Unit(text)
            _ = try? Quantity(parsing: text)
        }
    }
}
