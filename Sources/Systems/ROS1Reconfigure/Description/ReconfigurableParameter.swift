// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// What a node says of one of its parameters.
public struct ReconfigurableParameter: Sendable, Hashable {
    /// The types that there are.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// True or false.
        case bool
        /// A whole number of 32 bits.
        case int
        /// A number.
        case double
        /// Text.
        case string = "str"
    }

    /// Its name.
    public var name: String
    /// Its type.
    public var kind: Kind
    /// For people.
    public var text: String
    /// Bits that say what changes with it.
    public var level: UInt32
    /// How it is edited, as its node wrote it: for enumerations a Python dictionary; often empty.
    public var editMethod: String
    /// The least value; of numbers only.
    public var minimum: Value?
    /// The greatest value; of numbers only.
    public var maximum: Value?
    /// What it is where nobody has set it.
    public var initial: Value?
    /// The group that it belongs to.
    public var group: Int32

    /// The value as the parameter's type.
    /// - Parameter clamps: whether the server may bring it within its limits.
    /// - Throws: ``ReconfigureError`` with `invalidValue` or `outOfRange`.
    func checked(_ value: Value, clamps: Bool) throws(ReconfigureError) -> Value {
        func wrong(_ expected: String) -> ReconfigureError {
            ReconfigureError(.invalidValue, "\(name) is \(expected), \(value.kind) came: \(value)")
        }
        switch kind {
        case .bool:
            guard value.bool != nil else { throw wrong("a boolean") }
            return value
        case .string:
            guard value.string != nil else { throw wrong("a string") }
            return value
        case .int:
            guard let number = value.int else { throw wrong("an integer") }
            guard Int32(exactly: number) != nil else { throw wrong("an integer of 32 bits") }
            if !clamps { try checkRange(Double(number), value) }
            return value
        case .double:
            guard let number = value.double else { throw wrong("a number") }
            if !clamps { try checkRange(number, value) }
            return .double(number)
        }
    }

    private func checkRange(_ number: Double, _ value: Value) throws(ReconfigureError) {
        let least = minimum?.double ?? -.infinity
        let greatest = maximum?.double ?? .infinity
        guard number >= least, number <= greatest else {
            throw ReconfigureError(.outOfRange, "\(name) lies between \(least) and \(greatest), \(value) came")
        }
    }
}

/// Parameters that belong together.
public struct ReconfigurableGroup: Sendable, Hashable {
    /// Its number; 0 is the outermost.
    public var id: Int32
    /// The number of the group that it lies in.
    public var parent: Int32
    /// Its name.
    public var name: String
    /// How it is shown: `tab`, `hide`, `collapse` …; often empty.
    public var style: String
}
