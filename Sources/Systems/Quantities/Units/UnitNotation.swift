// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How products of powers are written.
enum UnitNotation {
    /// `a * b / c ** 2`: what has positive exponents first, then a slash before each of the others.
    static func joined(
        _ factors: [(name: String, exponent: Int16)], product: String, slash: String = " / ",
        raise: (String, String) -> String
    ) -> String {
        func written(_ name: String, _ exponent: Int16) -> String {
            exponent == Dimension.parts ? name : raise(name, Self.text(exponent))
        }
        let above = factors.filter { $0.exponent > 0 }.map { written($0.name, $0.exponent) }
        let below = factors.filter { $0.exponent < 0 }.map { written($0.name, -$0.exponent) }
        if above.isEmpty && below.isEmpty { return "dimensionless" }
        var text = above.isEmpty ? "1" : above.joined(separator: product)
        for part in below { text += slash + part }
        return text
    }

    /// An exponent in sixtieths as a decimal number.
    static func text(_ exponent: Int16) -> String {
        exponent.isMultiple(of: Dimension.parts)
            ? "\(exponent / Dimension.parts)" : "\(Double(exponent) / Double(Dimension.parts))"
    }

    /// `²`, `⁻¹`; a caret where the exponent is no integer.
    static func raised(_ name: String, _ exponent: String) -> String {
        var text = name
        for character in exponent.utf8 {
            switch character {
            case UInt8(ascii: "-"): text += "⁻"
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                text += superscripts[Int(character - UInt8(ascii: "0"))]
            default: return "\(name)^\(exponent)"
            }
        }
        return text
    }

    private static let superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
}
