// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import ROSMessages

extension Value {
    /// A pod's value in the project's own: tuples, sets and arrays become arrays (of one dimension in another), dicts and
    /// dataclasses and tables records, moments with a zone times, spans durations when they fit; what has no like (other moments,
    /// decimals, big integers, tables beyond ``PodTable/longestValue``) its text, members of enumerations their value, complex numbers their two parts.
    public init(_ value: PodValue) {
        switch value {
        case .none: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .bigInteger(let number): self = number.exactly(UInt64.self).map(Value.uint) ?? .string(number.description)
        case .double(let number): self = .double(number)
        case .string(let text), .decimal(let text): self = .string(text)
        case .bytes(let bytes): self = .bytes(bytes)
        case .list(let elements), .tuple(let elements): self = .array(elements.map { Value($0) })
        case .set(let elements), .frozenSet(let elements): self = .array(elements.map { Value($0) })
        case .dictionary(let pairs): self = .record(Self.record(pairs))
        case .object(let object): self = .record(Self.record(object.fields))
        case .enumeration(let member): self = Value(member.value)
        case .date(let date): self = .string(date.description)
        case .time(let time): self = .string(time.description)
        case .dateTime(let moment):
            self =
                moment.secondsSince1970.flatMap { UInt32(exactly: $0) }.map {
                    .time(ROSTime(secs: $0, nsecs: UInt32(clamping: moment.time.microsecond) &* 1000))
                } ?? .string(moment.description)
        case .timeDelta(let span):
            self =
                Int32(exactly: span.seconds).map {
                    .duration(ROSDuration(secs: $0, nsecs: Int32(clamping: span.microseconds) &* 1000))
                } ?? .double(Double(span.seconds) + Double(span.microseconds) / 1e6)
        case .complex(let real, let imaginary): self = .doubles([real, imaginary])
        case .array(let array): self = array.value
        case .table(let table): self = (try? table.value()) ?? .string(table.description)
        }
    }

    private static func record(_ pairs: PodDictionary) -> Record {
        Record(pairs.entries.map { (name: $0.key.string ?? Value($0.key).description, value: Value($0.value)) })
    }
}

extension PodValue {
    /// The value as a `Decodable` type: a number, text, an array, or a type whose fields are those of the dict or
    /// dataclass.
    /// - Throws: ``PodError`` `unsupportedValue`, which says what came instead.
    public func decoded<Result: Decodable>(as type: Result.Type = Result.self) throws -> Result {
        if let same = self as? Result { return same }
        do {
            return try ValueDecoder.decode(type, from: ROSMessages.Value(self))
        } catch {
            throw PodError(.unsupportedValue, "\(type) is expected, the pod's function returned \(kind): \(error)")
        }
    }
}

extension PodArray {
    /// The elements as values, an array for each dimension. Elements of a type unknown here are the array's bytes.
    var value: Value {
        if shape.count == 1, let doubles: [Double] = elements() { return .doubles(doubles) }
        guard let scalars else { return withUnsafeBytes { .bytes(.init(bytes: $0)) } }
        var rest = scalars[...]
        return Self.nested(shape[...], &rest)
    }

    private static func nested(_ shape: ArraySlice<Int>, _ rest: inout ArraySlice<Value>) -> Value {
        guard let extent = shape.first else { return rest.popFirst() ?? .null }
        return .array((0..<extent).map { _ in nested(shape.dropFirst(), &rest) })
    }

    private var scalars: [Value]? {
        func all<Element: PodArrayElement>(_ type: Element.Type, _ value: (Element) -> Value) -> [Value]? {
            elements(as: type)?.map(value)
        }
        func integers<Element: PodArrayElement & BinaryInteger>(_ type: Element.Type) -> [Value]? {
            all(type) { Value($0) }
        }
        return switch type {
        case .float64: all(Double.self) { .double($0) }
        case .float32: all(Float.self) { .float($0) }
        case .bool: withUnsafeBytes { $0.map { .bool($0 != 0) } }
        case .uint8: integers(UInt8.self)
        case .int8: integers(Int8.self)
        case .uint16: integers(UInt16.self)
        case .int16: integers(Int16.self)
        case .uint32: integers(UInt32.self)
        case .int32: integers(Int32.self)
        case .uint64: integers(UInt64.self)
        case .int64: integers(Int64.self)
        default: nil
        }
    }
}
