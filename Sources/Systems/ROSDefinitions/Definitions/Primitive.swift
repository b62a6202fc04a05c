// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The types that ROS messages are built of.
public enum Primitive: String, Sendable, Hashable, CaseIterable {
    /// One byte, 0 or 1.
    case bool
    /// Signed 8 bits.
    case int8
    /// Unsigned 8 bits; arrays of it are bytes.
    case uint8
    /// Signed 16 bits.
    case int16
    /// Unsigned 16 bits.
    case uint16
    /// Signed 32 bits.
    case int32
    /// Unsigned 32 bits.
    case uint32
    /// Signed 64 bits.
    case int64
    /// Unsigned 64 bits.
    case uint64
    /// IEEE 754, 32 bits.
    case float32
    /// IEEE 754, 64 bits.
    case float64
    /// Bytes, by convention UTF-8, with a 32-bit length.
    case string
    /// Seconds and nanoseconds, unsigned.
    case time
    /// Seconds and nanoseconds, signed.
    case duration
    /// The old name of int8.
    case byte
    /// The old name of uint8; arrays of it are bytes.
    case char

    /// Bytes on the wire; `nil` for strings.
    public var size: Int? {
        switch self {
        case .bool, .int8, .uint8, .byte, .char: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64, .time, .duration: 8
        case .string: nil
        }
    }

    /// Arrays of these are handled as one run of bytes.
    public var isByte: Bool { self == .uint8 || self == .char }

    /// The least and greatest value of an integer type.
    package var integerRange: (least: Int64, greatest: UInt64)? {
        switch self {
        case .int8, .byte: (-128, 127)
        case .uint8, .char: (0, 255)
        case .int16: (-32768, 32767)
        case .uint16: (0, 65535)
        case .int32: (Int64(Int32.min), UInt64(Int32.max))
        case .uint32: (0, UInt64(UInt32.max))
        case .int64: (Int64.min, UInt64(Int64.max))
        case .uint64: (0, UInt64.max)
        default: nil
        }
    }
}
