// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The types MessagePack has no byte for; `Resources/pod_worker.py` has the same numbers.
enum PodExtension: Int8 {
    /// An array of the elements.
    case tuple = 1
    /// An array of the elements.
    case set
    /// An array of the elements.
    case frozenSet
    /// Year u16, month, day, hour, minute, second u8, microsecond u32, offset i32.
    case dateTime
    /// Year u16, month, day u8.
    case date
    /// Hour, minute, second u8, microsecond u32, offset i32.
    case time
    /// Days, seconds, microseconds i32.
    case timeDelta
    /// Text.
    case decimal
    /// Two f64.
    case complex
    /// Two's complement.
    case bigInteger
    /// `[class, fields]`.
    case object
    /// `[class, member, value]`.
    case enumeration
    /// `[type, shape, bytes]`.
    case array
    /// `[memory, offset, type, shape, size]`.
    case sharedArray
    /// `[memory, offset, size]`.
    case sharedBytes
    /// An Arrow stream: `[kind, bytes]` or `[kind, memory, offset, size]`.
    case table

    /// The offset of times without a zone.
    static let noOffset = Int32.min
    /// How deep values may be nested.
    static let maximumDepth = 100
    /// Numbers of memory that the pod made are above it.
    static let podMemory: UInt64 = 1 << 62
}
