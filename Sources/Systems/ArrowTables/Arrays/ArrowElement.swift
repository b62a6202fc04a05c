// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A number that columns consist of.
public protocol ArrowElement: AdditiveArithmetic, BitwiseCopyable, Sendable {
    /// The type of a column of them.
    static var arrowType: ArrowType { get }
    /// Whether the values of such a column are these numbers in memory.
    static func isStorage(of type: ArrowType) -> Bool
}

extension ArrowElement {
    /// Whether it is their own type.
    public static func isStorage(of type: ArrowType) -> Bool { type == arrowType }
}

extension Int8: ArrowElement {
    /// `int8`.
    public static var arrowType: ArrowType { .int8 }
}
extension Int16: ArrowElement {
    /// `int16`.
    public static var arrowType: ArrowType { .int16 }
}
extension Int32: ArrowElement {
    /// `int32`.
    public static var arrowType: ArrowType { .int32 }
    /// Also days and the seconds of a day.
    public static func isStorage(of type: ArrowType) -> Bool {
        switch type {
        case .int32, .date32, .time32: true
        default: false
        }
    }
}
extension Int64: ArrowElement {
    /// `int64`.
    public static var arrowType: ArrowType { .int64 }
    /// Also dates in milliseconds, times of a day, moments and durations.
    public static func isStorage(of type: ArrowType) -> Bool {
        switch type {
        case .int64, .date64, .time64, .timestamp, .duration: true
        default: false
        }
    }
}
extension Int: ArrowElement {
    /// `int64`.
    public static var arrowType: ArrowType { .int64 }
    /// What is stored as `Int64`.
    public static func isStorage(of type: ArrowType) -> Bool {
        MemoryLayout<Int>.size == 8 && Int64.isStorage(of: type)
    }
}
extension UInt8: ArrowElement {
    /// `uint8`.
    public static var arrowType: ArrowType { .uint8 }
}
extension UInt16: ArrowElement {
    /// `uint16`.
    public static var arrowType: ArrowType { .uint16 }
}
extension UInt32: ArrowElement {
    /// `uint32`.
    public static var arrowType: ArrowType { .uint32 }
}
extension UInt64: ArrowElement {
    /// `uint64`.
    public static var arrowType: ArrowType { .uint64 }
}
extension Float: ArrowElement {
    /// `float`.
    public static var arrowType: ArrowType { .float32 }
}
extension Double: ArrowElement {
    /// `double`.
    public static var arrowType: ArrowType { .float64 }
}
#if !(os(macOS) && arch(x86_64))
    extension Float16: ArrowElement {
        /// `halffloat`.
        public static var arrowType: ArrowType { .float16 }
    }
#endif
