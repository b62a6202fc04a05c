// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// What can be an argument of a pod's function.
public protocol PodConvertible: Sendable {
    /// The value as it travels.
    var podValue: PodValue { get }
}

extension PodValue: PodConvertible {
    /// Itself.
    public var podValue: PodValue { self }

    /// A value of anything that can be one.
    public init(_ value: some PodConvertible) { self = value.podValue }
}

extension Bool: PodConvertible {
    /// A `bool`.
    public var podValue: PodValue { .bool(self) }
}

extension String: PodConvertible {
    /// A `str`.
    public var podValue: PodValue { .string(self) }
}

extension Double: PodConvertible {
    /// A `float`.
    public var podValue: PodValue { .double(self) }
}

extension Float: PodConvertible {
    /// A `float`.
    public var podValue: PodValue { .double(Double(self)) }
}

extension FixedWidthInteger where Self: Sendable {
    /// An `int`.
    public var podValue: PodValue { Int64(exactly: self).map(PodValue.int) ?? .bigInteger(PodBigInteger(self)) }
}

extension Int: PodConvertible {}
extension Int8: PodConvertible {}
extension Int16: PodConvertible {}
extension Int32: PodConvertible {}
extension Int64: PodConvertible {}
extension UInt: PodConvertible {}
extension UInt8: PodConvertible {}
extension UInt16: PodConvertible {}
extension UInt32: PodConvertible {}
extension UInt64: PodConvertible {}

extension ByteBuffer: PodConvertible {
    /// `bytes`.
    public var podValue: PodValue { .bytes(self) }
}

extension Optional: PodConvertible where Wrapped: PodConvertible {
    /// The value, or `None`.
    public var podValue: PodValue { map(\.podValue) ?? .none }
}

extension Array: PodConvertible where Element: PodConvertible {
    /// A `list`.
    public var podValue: PodValue { .list(map(\.podValue)) }
}

extension Set: PodConvertible where Element: PodConvertible {
    /// A `set`.
    public var podValue: PodValue { .set(Set<PodValue>(map(\.podValue))) }
}

extension Dictionary: PodConvertible where Key: PodConvertible, Value: PodConvertible {
    /// A `dict`.
    public var podValue: PodValue {
        .dictionary(PodDictionary(map { (key: $0.key.podValue, value: $0.value.podValue) }))
    }
}

extension PodArray: PodConvertible {
    /// A numpy array, where the pod has numpy.
    public var podValue: PodValue { .array(self) }
}

extension PodTable: PodConvertible {
    /// A table of pyarrow's, which the pod has to have.
    public var podValue: PodValue { .table(self) }
}

extension Value: PodConvertible {
    /// The same value as Python has it: records become dicts, times `datetime`s in UTC, durations `timedelta`s.
    public var podValue: PodValue {
        switch self {
        case .null: .none
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .uint(let number): number.podValue
        case .float(let number): .double(Double(number))
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .bytes(let bytes): .bytes(bytes)
        case .time(let time): .dateTime(PodDateTime(secondsSince1970: Int64(time.secs), nanoseconds: time.nsecs))
        case .duration(let span):
            .timeDelta(PodTimeDelta(seconds: Int64(span.secs), microseconds: Int64(span.nsecs) / 1000))
        case .array(let elements): .list(elements.map(\.podValue))
        case .doubles(let elements): .list(elements.map(PodValue.double))
        case .record(let record):
            .dictionary(PodDictionary(record.entries.map { (key: .string($0.name), value: $0.value.podValue) }))
        }
    }
}
