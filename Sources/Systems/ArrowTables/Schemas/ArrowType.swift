// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The type of a column's values, as the Arrow columnar format has them.
///
/// Unions, run-end encoded arrays, intervals and views are not supported.
public indirect enum ArrowType: Sendable, Hashable {
    /// Nothing but nulls.
    case null
    /// Truth values, a bit each.
    case bool
    /// Signed integers.
    case int8, int16, int32, int64
    /// Unsigned integers.
    case uint8, uint16, uint32, uint64
    /// Floating point.
    case float16, float32, float64
    /// UTF-8, with offsets of 32 or 64 bits.
    case string, largeString
    /// Bytes, with offsets of 32 or 64 bits.
    case binary, largeBinary
    /// Bytes, always as many.
    case fixedSizeBinary(byteCount: Int)
    /// Days, or milliseconds, since 1970.
    case date32, date64
    /// The time of a day: seconds or milliseconds, microseconds or nanoseconds.
    case time32(ArrowTimeUnit), time64(ArrowTimeUnit)
    /// Moments since 1970 in UTC where they have a zone, else on a clock that is not told.
    case timestamp(ArrowTimeUnit, zone: String?)
    /// Spans of time.
    case duration(ArrowTimeUnit)
    /// Decimal numbers of 32, 64, 128 or 256 bits.
    case decimal(bitWidth: Int, precision: Int, scale: Int)
    /// Lists, with offsets of 32 or 64 bits.
    case list(ArrowField), largeList(ArrowField)
    /// Lists, always as long.
    case fixedSizeList(ArrowField, count: Int)
    /// Structs.
    case structure([ArrowField])
    /// Lists of entries: structs of key and value.
    case map(ArrowField, keysSorted: Bool)
    /// Indices of one type into values of another.
    case dictionary(index: ArrowType, values: ArrowType, isOrdered: Bool)

    /// Bytes of one value, where they are the same for all.
    var width: Int? {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16, .float16: 2
        case .int32, .uint32, .float32, .date32, .time32: 4
        case .int64, .uint64, .float64, .date64, .time64, .timestamp, .duration: 8
        case .fixedSizeBinary(let byteCount): byteCount
        case .decimal(let bitWidth, _, _): bitWidth / 8
        case .dictionary(let index, _, _): index.width
        default: nil
        }
    }

    /// Bytes of an offset, where values have offsets.
    var offsetWidth: Int? {
        switch self {
        case .string, .binary, .list, .map: 4
        case .largeString, .largeBinary, .largeList: 8
        default: nil
        }
    }

    /// What is nested in it.
    var children: [ArrowField] {
        switch self {
        case .list(let element), .largeList(let element), .fixedSizeList(let element, _), .map(let element, _):
            [element]
        case .structure(let fields): fields
        default: []
        }
    }
}

/// What a number of a time counts.
public enum ArrowTimeUnit: Int16, Sendable, Hashable, CustomStringConvertible {
    /// Seconds.
    case second
    /// Thousandths.
    case millisecond
    /// Millionths.
    case microsecond
    /// Billionths.
    case nanosecond

    /// As Arrow abbreviates it: `s`, `ms`, `us`, `ns`.
    public var description: String {
        switch self {
        case .second: "s"
        case .millisecond: "ms"
        case .microsecond: "us"
        case .nanosecond: "ns"
        }
    }

    /// How many of them are a second.
    var perSecond: Int64 {
        switch self {
        case .second: 1
        case .millisecond: 1000
        case .microsecond: 1_000_000
        case .nanosecond: 1_000_000_000
        }
    }
}

extension ArrowType: CustomStringConvertible {
    /// As pyarrow writes it: `int64`, `list<item: string>`, `timestamp[us, tz=UTC]`.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .uint8: "uint8"
        case .uint16: "uint16"
        case .uint32: "uint32"
        case .uint64: "uint64"
        case .float16: "halffloat"
        case .float32: "float"
        case .float64: "double"
        case .string: "string"
        case .largeString: "large_string"
        case .binary: "binary"
        case .largeBinary: "large_binary"
        case .fixedSizeBinary(let byteCount): "fixed_size_binary[\(byteCount)]"
        case .date32: "date32[day]"
        case .date64: "date64[ms]"
        case .time32(let unit): "time32[\(unit)]"
        case .time64(let unit): "time64[\(unit)]"
        case .timestamp(let unit, let zone): "timestamp[\(unit)\(zone.map { ", tz=\($0)" } ?? "")]"
        case .duration(let unit): "duration[\(unit)]"
        case .decimal(let bitWidth, let precision, let scale): "decimal\(bitWidth)(\(precision), \(scale))"
        case .list(let element): "list<\(element)>"
        case .largeList(let element): "large_list<\(element)>"
        case .fixedSizeList(let element, let count): "fixed_size_list<\(element)>[\(count)]"
        case .structure(let fields): "struct<\(fields.map(\.description).joined(separator: ", "))>"
        case .map(let entries, _):
            "map<\(entries.type.children.map { "\($0.type)" }.joined(separator: ", "))>"
        case .dictionary(let index, let values, let isOrdered):
            "dictionary<values=\(values), indices=\(index), ordered=\(isOrdered ? 1 : 0)>"
        }
    }
}
