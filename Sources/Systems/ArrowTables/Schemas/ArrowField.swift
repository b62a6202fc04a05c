// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A column of a table, or what is nested in one: its name and type.
public struct ArrowField: Sendable, Hashable, CustomStringConvertible {
    /// Its name; columns may have none, or one that others have as well.
    public var name: String
    /// The type of its values.
    public var type: ArrowType
    /// Whether it may have nulls.
    public var isNullable: Bool
    /// What others noted; extension types have their names here.
    public var metadata: [String: String]

    /// A field.
    public init(_ name: String, _ type: ArrowType, isNullable: Bool = true, metadata: [String: String] = [:]) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.metadata = metadata
    }

    /// `x: double`.
    public var description: String { "\(name): \(type)\(isNullable ? "" : " not null")" }
}

/// What a table's columns are.
public struct ArrowSchema: Sendable, Hashable, CustomStringConvertible {
    /// The columns in order.
    public var fields: [ArrowField]
    /// What others noted: pandas keeps its index here.
    public var metadata: [String: String]

    /// A schema.
    public init(_ fields: [ArrowField], metadata: [String: String] = [:]) {
        self.fields = fields
        self.metadata = metadata
    }

    /// `x: double, name: string`.
    public var description: String { fields.map(\.description).joined(separator: ", ") }
}
