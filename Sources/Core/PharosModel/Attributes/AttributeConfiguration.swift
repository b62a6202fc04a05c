// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a system says of an attribute beside its value (Taurus TEP14): label, unit, limits, type.
///
/// A system that does not know a property leaves it at its default. Limits are numbers in the attribute's unit.
public struct AttributeConfiguration: Sendable, Hashable {
    /// What the elements of a value are.
    public enum ElementType: String, Sendable, Hashable, CaseIterable {
        /// Truth values.
        case boolean
        /// Whole numbers.
        case integer
        /// Floating point numbers.
        case float
        /// Texts.
        case string
        /// Bytes with an inside of their own.
        case bytes
        /// One of a list of labels.
        case enumeration
        /// The state of a device.
        case state
        /// A message with fields.
        case record
    }

    /// The dimensions of a value (Tango's data format).
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// One element.
        case scalar
        /// A row of elements.
        case spectrum
        /// A table of elements.
        case image
    }

    /// A lowest and a highest value, each may be open.
    public struct Limits: Sendable, Hashable {
        /// The lowest value; `nil`: none.
        public var low: Double?
        /// The highest value; `nil`: none.
        public var high: Double?

        /// Limits; open where not said.
        public init(low: Double? = nil, high: Double? = nil) {
            self.low = low
            self.high = high
        }

        /// No limits.
        public static let none = Limits()
        /// Whether neither end is set.
        public var isOpen: Bool { low == nil && high == nil }
        /// Whether a value is within; NaN never is, unless both ends are open.
        public func contains(_ value: Double) -> Bool {
            if let low, !(value >= low) { return false }
            if let high, !(value <= high) { return false }
            return true
        }
    }

    /// The words shown beside the value.
    public var label = ""
    /// What it is, in a sentence.
    public var description = ""
    /// The unit as the system writes it, `mm`, `degC`; empty: none.
    public var unit = ""
    /// What the elements of a value are; `nil`: not known.
    public var type: ElementType?
    /// Whether a value is one element, a row or a table; `nil`: not known.
    public var format: Format?
    /// The values that may be written.
    public var range = Limits.none
    /// Beyond these the quality is `warning`.
    public var warnings = Limits.none
    /// Beyond these the quality is `alarm`.
    public var alarms = Limits.none
    /// How many digits to show behind the point; `nil`: as many as there are.
    public var precision: Int?
    /// The labels of an enumeration, in the order of its numbers.
    public var labels: [String] = []

    /// Nothing known.
    public init() {}

    /// The quality of a number by these limits: `alarm`, `warning` or `valid`.
    public func quality(of value: Double) -> Quality {
        if !alarms.contains(value) { return .alarm }
        return warnings.contains(value) ? .valid : .warning
    }
}
