// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How numbers in one unit become numbers in another: prepared once, applied to each element.
struct UnitConversion: Sendable {
    private enum Step: Sendable {
        case linear(DecimalScale)
        case general(from: Unit, to: Unit)
    }

    private let step: Step

    /// - Throws: ``QuantityError`` with ``QuantityError/Code/dimension`` when the two measure different things.
    init(from source: Unit, to target: Unit) throws(QuantityError) {
        guard source.isCompatible(with: target) else { throw .dimension(source, target) }
        if source.isMultiplicative && target.isMultiplicative {
            step = .linear(source.storage.scale.divided(by: target.storage.scale))
        } else {
            step = .general(from: source, to: target)
        }
    }

    /// One number.
    @inline(__always)
    func apply(_ value: Double) -> Double {
        switch step {
        case .linear(let scale): DecimalScale.apply(scale.decade, to: scale.factor == 1 ? value : value * scale.factor)
        case .general(let source, let target): target.fromBase(source.toBase(value))
        }
    }
}

extension Unit {
    /// A number in this unit as one in the base units.
    fileprivate func toBase(_ value: Double) -> Double {
        guard let atom = single else { return value * storage.scale.value }
        switch atom.kind {
        case .offset(let offset): return value * atom.scale.value + offset
        case .logarithmic(let base, let factor): return power(base, value / factor) * atom.scale.value
        case .linear, .difference, .opaque: return value * atom.scale.value
        }
    }

    /// A number in the base units as one in this unit.
    fileprivate func fromBase(_ value: Double) -> Double {
        guard let atom = single else { return value / storage.scale.value }
        switch atom.kind {
        case .offset(let offset): return (value - offset) / atom.scale.value
        case .logarithmic(let base, let factor):
            return factor * naturalLogarithm(value / atom.scale.value) / naturalLogarithm(base)
        case .linear, .difference, .opaque: return value / atom.scale.value
        }
    }
}
