// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One named unit, such as millimetre: an entry of the table with its prefix, or a name the table does not have.
final class UnitAtom: Sendable {
    /// How a number in this unit becomes one in the base units.
    enum Kind: Sendable, Hashable {
        /// value × scale
        case linear
        /// value × scale, a difference of an offset unit
        case difference
        /// value × scale + offset
        case offset(Double)
        /// base ^ (value / factor) × scale
        case logarithmic(base: Double, factor: Double)
        /// A name nobody knows: a unit of its own.
        case opaque
    }

    /// The full name in pint's spelling, such as `millimeter`.
    let name: String
    /// The symbol, such as `mm`.
    let symbol: String
    let kind: Kind
    let scale: DecimalScale
    let dimension: Dimension

    init(name: String, symbol: String, kind: Kind, scale: DecimalScale, dimension: Dimension) {
        self.name = name
        self.symbol = symbol
        self.kind = kind
        self.scale = scale
        self.dimension = dimension
    }

    /// A unit that is only equal to itself.
    convenience init(opaque name: String) {
        self.init(name: name, symbol: name, kind: .opaque, scale: .one, dimension: .none)
    }

    var isMultiplicative: Bool {
        switch kind {
        case .linear, .difference, .opaque: true
        case .offset, .logarithmic: false
        }
    }

    /// The unit of differences of an offset unit, itself for the others.
    var difference: UnitAtom {
        guard case .offset = kind else { return self }
        return UnitAtom(
            name: "delta_\(name)", symbol: "Δ\(symbol)", kind: .difference, scale: scale, dimension: dimension)
    }

    func prefixed(_ prefix: UnitPrefix) -> UnitAtom {
        UnitAtom(
            name: prefix.name + name, symbol: prefix.symbol + symbol, kind: kind,
            scale: prefix.scale.multiplied(by: scale), dimension: dimension)
    }
}

extension UnitAtom: Hashable {
    static func == (left: UnitAtom, right: UnitAtom) -> Bool {
        left === right || (left.name == right.name && (left.kind == .opaque) == (right.kind == .opaque))
    }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
