// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Quantities
public import ROSMessages

/// An attribute's value with all that belongs to it (Taurus TEP14): unit, set point, time, quality, and what its system
/// says of it.
///
/// Nothing is decoded until somebody asks.
public struct Reading: Sendable {
    /// The value as it came.
    public var sample: Sample
    /// What the attribute is.
    public var info: ResourceInfo
    /// Label, unit, limits.
    public var configuration: AttributeConfiguration

    /// A reading from its parts.
    public init(_ sample: Sample, info: ResourceInfo, configuration: AttributeConfiguration = .init()) {
        self.sample = sample
        self.info = info
        self.configuration = configuration
    }

    /// The unit of the value, as its system writes it; empty: none.
    public var unit: String { sample.unit ?? configuration.unit }
    /// When the source made the value.
    public var timestamp: Timestamp { sample.timestamp }
    /// How far it can be trusted.
    public var quality: Quality { sample.quality }
    /// Why there is no value.
    public var failure: PharosError? { sample.failure }

    /// The value read (`rvalue`); of a message whose only field is `data` that field's.
    /// - Throws: ``PharosError``: why there is none, or why its bytes cannot be understood.
    public func value() throws(PharosError) -> Value { try sample.value().unwrapped }

    /// The value that was set last (`wvalue`); `nil` where the system does not tell.
    public func setpoint() throws(PharosError) -> Value? {
        guard let setpoint = sample.setpoint else { return nil }
        return try setpoint.value().unwrapped
    }

    /// The value with its unit; `nil` when it is no number. A unit that nobody knows is kept as it is written.
    public func quantity() throws(PharosError) -> Quantity? {
        try value().magnitude.map { Quantity($0, Unit(unit)) }
    }

    /// The value in another unit, `in: "mm"`.
    /// - Throws: ``PharosError`` with `invalidValue` when it is no number, or the units measure different things.
    public func quantity(in unit: String) throws(PharosError) -> Quantity {
        guard let quantity = try quantity() else {
            throw PharosError(.invalidValue, "a number is expected to convert to \(unit), \(try value().kind) came")
        }
        do {
            return try quantity.converted(to: try Unit(parsing: unit))
        } catch {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        }
    }
}

extension Reading: CustomStringConvertible {
    /// `3.50 mm`, with as many digits as the attribute's precision says; what is no number as JSON.
    public var description: String {
        if let failure { return failure.description }
        guard let quantity = try? quantity() else {
            return (try? value()).map { $0.string ?? $0.description } ?? "?"
        }
        return configuration.precision.map { quantity.formatted(precision: min(max($0, 0), 40)) } ?? quantity.description
    }
}
