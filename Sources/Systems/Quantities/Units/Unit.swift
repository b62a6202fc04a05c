// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A unit of measurement: what it measures, how large it is, and how it was written.
///
/// A product of powers of named units, as in pint: `mm` and `m` are different units of one dimension, `mm * m` stays a
/// product until it is converted. Units of temperature scales (`degC`, `degF`) and levels (`dBm`) know their zero.
/// A name nobody knows is kept as it is: such a unit is compatible with itself only, and ``isKnown`` is false.
///
/// Two units are equal when they are the same product, however they were written. A unit is one pointer.
public struct Unit: Sendable, Hashable {
    final class Storage: Sendable {
        let factors: [Factor]
        let spelling: String?
        let scale: DecimalScale
        let dimension: Dimension
        /// Names nobody knows, with their exponents; part of what the unit measures.
        let opaque: [Factor]

        init(factors: [Factor], spelling: String?, scale: DecimalScale, dimension: Dimension, opaque: [Factor]) {
            self.factors = factors
            self.spelling = spelling
            self.scale = scale
            self.dimension = dimension
            self.opaque = opaque
        }
    }

    struct Factor: Sendable, Hashable {
        var atom: UnitAtom
        /// In sixtieths.
        var exponent: Int16
    }

    let storage: Storage

    init(storage: Storage) { self.storage = storage }

    /// The unit of pure numbers.
    public static let dimensionless = Unit(
        storage: Storage(factors: [], spelling: nil, scale: .one, dimension: .none, opaque: []))

    /// Reads a unit as pint writes and reads it, also `kg·m²`, `m^2`, `m s⁻¹`, `°C`, `%`, `square meter`.
    ///
    /// - Parameter text: at most 1 KiB; empty or `dimensionless` is the pure number.
    /// - Throws: ``QuantityError`` with ``QuantityError/Code/syntax`` or ``QuantityError/Code/unknownUnit``, and the
    ///   nearest known name.
    public init(parsing text: String) throws(QuantityError) {
        self = try UnitParser.unit(text, in: .shared, opaque: false)
    }

    /// Reads a unit as ``init(parsing:)`` does, and keeps what cannot be read as a unit of its own.
    ///
    /// For units that come from a device. ``isKnown`` tells whether it was understood.
    public init(_ text: String) {
        if let unit = try? UnitParser.unit(text, in: .shared, opaque: true) {
            self = unit
        } else {
            let factor = Factor(atom: UnitAtom(opaque: text), exponent: Dimension.parts)
            self.init(
                storage: Storage(factors: [factor], spelling: text, scale: .one, dimension: .none, opaque: [factor]))
        }
    }

    /// The product of factors, which are sorted and merged here; nil if an exponent is out of bounds.
    init?(factors: [Factor], spelling: String? = nil) {
        var merged: [Factor] = []
        merged.reserveCapacity(factors.count)
        for factor in factors {
            if let index = merged.firstIndex(where: { $0.atom == factor.atom }) {
                let sum = Int(merged[index].exponent) + Int(factor.exponent)
                guard abs(sum) <= Int(Dimension.limit) else { return nil }
                merged[index].exponent = Int16(sum)
            } else {
                merged.append(factor)
            }
        }
        merged.removeAll { $0.exponent == 0 }
        if merged.count > 1 { merged.sort { $0.atom.name < $1.atom.name } }
        var scale = DecimalScale.one
        var dimension = Dimension.none
        for factor in merged {
            guard let next = dimension.adding(factor.atom.dimension, power: factor.exponent) else { return nil }
            dimension = next
            scale = scale.multiplied(by: factor.atom.scale.raised(to: factor.exponent))
        }
        self.init(
            storage: Storage(
                factors: merged, spelling: spelling, scale: scale, dimension: dimension,
                opaque: merged.filter { $0.atom.kind == .opaque }))
    }

    /// Equality of the products, not of the spellings.
    public static func == (left: Unit, right: Unit) -> Bool {
        left.storage === right.storage || left.storage.factors == right.storage.factors
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(storage.factors) }
}

extension Unit {
    /// What the unit measures; of unknown names only that they are none of the base dimensions.
    public var dimension: Dimension { storage.dimension }

    /// Whether every name in it is known.
    public var isKnown: Bool { storage.opaque.isEmpty }

    /// The names nobody knows.
    public var unknownNames: [String] { storage.opaque.map(\.atom.name) }

    /// Whether it measures a pure number (also `%`, `rad`, `mm/m`).
    public var isDimensionless: Bool { storage.dimension == .none && storage.opaque.isEmpty }

    /// Whether nothing at all is written: the pure number itself.
    public var isOne: Bool { storage.factors.isEmpty }

    /// Whether a value in it is a multiple of the unit: not so for `degC`, `degF` and levels in decibel.
    public var isMultiplicative: Bool { storage.factors.allSatisfy(\.atom.isMultiplicative) }

    /// Whether values can be converted between the two.
    public func isCompatible(with other: Unit) -> Bool {
        storage === other.storage || (dimension == other.dimension && storage.opaque == other.storage.opaque)
    }

    /// The only factor, if there is but one and its exponent is one.
    var single: UnitAtom? {
        guard storage.factors.count == 1, storage.factors[0].exponent == Dimension.parts else { return nil }
        return storage.factors[0].atom
    }

    var hasDifference: Bool { storage.factors.contains { $0.atom.kind == .difference } }
}

extension Unit: CustomStringConvertible {
    /// The unit as it was written, or else its ``symbol``.
    public var description: String { storage.spelling ?? symbol }

    /// As pint writes it by default: `meter / second ** 2`, `dimensionless`.
    public var name: String {
        UnitNotation.joined(storage.factors.map { ($0.atom.name, $0.exponent) }, product: " * ") { "\($0) ** \($1)" }
    }

    /// The short form, `kg·m/s²`; empty for the pure number.
    public var symbol: String {
        guard !isOne else { return "" }
        return UnitNotation.joined(
            storage.factors.map { ($0.atom.symbol, $0.exponent) }, product: "·", slash: "/", raise: UnitNotation.raised)
    }

    /// The dimension in words, with unknown names.
    var dimensionName: String {
        let unknown =
            storage.opaque.isEmpty ? "" : "unknown unit \(unknownNames.map { "'\($0)'" }.joined(separator: ", "))"
        return dimension == .none && !unknown.isEmpty ? unknown : dimension.description + unknown
    }
}
