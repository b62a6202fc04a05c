// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A value of a column of any type.
public enum ArrowValue: Sendable, Hashable {
    /// Null.
    case null
    /// A truth value.
    case bool(Bool)
    /// A signed integer.
    case int(Int64)
    /// An unsigned integer.
    case uint(UInt64)
    /// A number of whatever precision.
    case double(Double)
    /// Text.
    case string(String)
    /// Bytes.
    case bytes([UInt8])
    /// A day.
    case date(ArrowDate)
    /// A time of a day.
    case time(ArrowTime)
    /// A moment.
    case moment(ArrowMoment)
    /// A span of time.
    case duration(Duration)
    /// A decimal number.
    case decimal(ArrowDecimal)
    /// The elements of a list; of a map, records `key` and `value`.
    case list([ArrowValue])
    /// The fields of a struct, in order.
    case record([ArrowEntry])
}

/// A name and its value.
public struct ArrowEntry: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value.
    public var value: ArrowValue

    /// A name and its value.
    public init(_ name: String, _ value: ArrowValue) {
        self.name = name
        self.value = value
    }
}
