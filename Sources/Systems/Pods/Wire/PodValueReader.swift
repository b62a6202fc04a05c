// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// MessagePack with ``PodExtension``s to values. What is announced is checked against what is there before room is made.
struct PodValueReader {
    /// The memory of a number, which a value lies in.
    typealias Memories = (UInt64) throws(PodError) -> PodMemory

    private var buffer: ByteBuffer
    private let memories: Memories

    private init(_ buffer: ByteBuffer, _ memories: @escaping Memories) {
        self.buffer = buffer
        self.memories = memories
    }

    /// Reads exactly one value.
    /// - Throws: ``PodError`` `protocolViolation`, or `limitExceeded` when it is nested too deep.
    static func read(
        _ buffer: ByteBuffer,
        memories: @escaping Memories = { _ throws(PodError) in
            throw PodError(.protocolViolation, "a value lies in memory that was not handed over")
        }
    ) throws(PodError) -> PodValue {
        try read(buffer, memories, depth: 0)
    }

    private static func read(_ buffer: ByteBuffer, _ memories: @escaping Memories, depth: Int) throws(PodError)
        -> PodValue
    {
        var reader = PodValueReader(buffer, memories)
        let value = try reader.value(depth: depth)
        guard reader.buffer.readableBytes == 0 else {
            throw malformed("\(reader.buffer.readableBytes) bytes follow the value")
        }
        return value
    }

    private static func malformed(_ what: String) -> PodError {
        PodError(.protocolViolation, "a value of the pod is not well formed: \(what)")
    }

    private mutating func take<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(PodError) -> T {
        guard let number = buffer.readInteger(as: T.self) else { throw Self.malformed("it is cut off") }
        return number
    }

    private mutating func value(depth: Int) throws(PodError) -> PodValue {
        guard depth <= PodExtension.maximumDepth else {
            throw PodError(.limitExceeded, "the pod's value is nested deeper than \(PodExtension.maximumDepth)")
        }
        let first = try take(UInt8.self)
        switch first {
        case 0...0x7f: return .int(Int64(first))
        case 0xe0...0xff: return .int(Int64(Int8(bitPattern: first)))
        case 0x80...0x8f: return try dictionary(Int(first & 15), depth)
        case 0x90...0x9f: return .list(try elements(Int(first & 15), depth))
        case 0xa0...0xbf: return .string(try text(Int(first & 31)))
        case 0xc0: return .none
        case 0xc2: return .bool(false)
        case 0xc3: return .bool(true)
        case 0xc4: return .bytes(try slice(Int(try take(UInt8.self))))
        case 0xc5: return .bytes(try slice(Int(try take(UInt16.self))))
        case 0xc6: return .bytes(try slice(Int(try take(UInt32.self))))
        case 0xc7: return try extended(Int(try take(UInt8.self)), depth)
        case 0xc8: return try extended(Int(try take(UInt16.self)), depth)
        case 0xc9: return try extended(Int(try take(UInt32.self)), depth)
        case 0xca: return .double(Double(Float(bitPattern: try take())))
        case 0xcb: return .double(Double(bitPattern: try take()))
        case 0xcc: return .int(Int64(try take(UInt8.self)))
        case 0xcd: return .int(Int64(try take(UInt16.self)))
        case 0xce: return .int(Int64(try take(UInt32.self)))
        case 0xcf:
            let number = try take(UInt64.self)
            return number.podValue
        case 0xd0: return .int(Int64(try take(Int8.self)))
        case 0xd1: return .int(Int64(try take(Int16.self)))
        case 0xd2: return .int(Int64(try take(Int32.self)))
        case 0xd3: return .int(try take())
        case 0xd4...0xd8: return try extended(1 << Int(first - 0xd4), depth)
        case 0xd9: return .string(try text(Int(try take(UInt8.self))))
        case 0xda: return .string(try text(Int(try take(UInt16.self))))
        case 0xdb: return .string(try text(Int(try take(UInt32.self))))
        case 0xdc: return .list(try elements(Int(try take(UInt16.self)), depth))
        case 0xdd: return .list(try elements(Int(try take(UInt32.self)), depth))
        case 0xde: return try dictionary(Int(try take(UInt16.self)), depth)
        case 0xdf: return try dictionary(Int(try take(UInt32.self)), depth)
        default: throw Self.malformed("byte \(first) begins no value")
        }
    }

    private mutating func slice(_ length: Int) throws(PodError) -> ByteBuffer {
        guard let slice = buffer.readSlice(length: length) else { throw Self.malformed("it is cut off") }
        return slice
    }

    private mutating func text(_ length: Int) throws(PodError) -> String { String(buffer: try slice(length)) }

    private mutating func elements(_ count: Int, _ depth: Int) throws(PodError) -> [PodValue] {
        guard count <= buffer.readableBytes else { throw Self.malformed("\(count) elements are announced") }
        var elements: [PodValue] = []
        // Announced counts nest: room is made for what comes, not for what is promised.
        elements.reserveCapacity(depth == 0 ? count : min(count, 64))
        if count >= 16 { readNumbers(count, into: &elements) }
        while elements.count < count { elements.append(try value(depth: depth + 1)) }
        return elements
    }

    /// Reads numbers, at most so many, as long as there is nothing else: lists of numbers are long.
    private mutating func readNumbers(_ count: Int, into elements: inout [PodValue]) {
        let length = buffer.withUnsafeReadableBytes { bytes in
            var at = 0
            // The last few are left to who looks at each byte.
            while elements.count < count, at + 9 <= bytes.count {
                let behind = Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: at + 1, as: Int64.self))
                let number: Int64
                let size: Int
                switch bytes[at] {
                case 0...0x7f: (number, size) = (Int64(bytes[at]), 1)
                case 0xcb:
                    elements.append(.double(Double(bitPattern: UInt64(bitPattern: behind))))
                    at += 9
                    continue
                case 0xcc: (number, size) = (Int64(bytes[at + 1]), 2)
                case 0xcd: (number, size) = (behind >> 48 & 0xffff, 3)
                case 0xce: (number, size) = (behind >> 32 & 0xffff_ffff, 5)
                case 0xd0: (number, size) = (behind >> 56, 2)
                case 0xd1: (number, size) = (behind >> 48, 3)
                case 0xd2: (number, size) = (behind >> 32, 5)
                case 0xd3: (number, size) = (behind, 9)
                case 0xe0...0xff: (number, size) = (Int64(Int8(bitPattern: bytes[at])), 1)
                default: return at
                }
                elements.append(.int(number))
                at += size
            }
            return at
        }
        buffer.moveReaderIndex(forwardBy: length)
    }

    private mutating func dictionary(_ count: Int, _ depth: Int) throws(PodError) -> PodValue {
        guard count <= buffer.readableBytes / 2 else { throw Self.malformed("\(count) pairs are announced") }
        var pairs: [(key: PodValue, value: PodValue)] = []
        pairs.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            let key = try value(depth: depth + 1)
            pairs.append((key: key, value: try value(depth: depth + 1)))
        }
        return .dictionary(PodDictionary(pairs))
    }

    // MARK: Extensions

    private mutating func extended(_ length: Int, _ depth: Int) throws(PodError) -> PodValue {
        let code = try take(Int8.self)
        let body = try slice(length)
        guard let type = PodExtension(rawValue: code) else { throw Self.malformed("extension \(code) is unknown") }
        var fixed = PodValueReader(body, memories)
        switch type {
        case .dateTime: return .dateTime(PodDateTime(date: try fixed.date(), time: try fixed.time()))
        case .date: return .date(try fixed.date())
        case .time: return .time(try fixed.time())
        case .timeDelta:
            let (days, seconds, microseconds) = (
                try fixed.take(Int32.self), try fixed.take(Int32.self), try fixed.take(Int32.self)
            )
            return .timeDelta(
                PodTimeDelta(seconds: Int64(days) * 86400 + Int64(seconds), microseconds: Int64(microseconds)))
        case .decimal: return .decimal(String(buffer: body))
        case .complex:
            return .complex(real: Double(bitPattern: try fixed.take()), imaginary: Double(bitPattern: try fixed.take()))
        case .bigInteger: return .bigInteger(PodBigInteger(bytes: Array(body.readableBytesView)))
        default: break
        }
        guard case .list(let parts) = try Self.read(body, memories, depth: depth) else {
            throw Self.malformed("extension \(code) holds no list")
        }
        return try composed(type, parts)
    }

    private func composed(_ type: PodExtension, _ parts: [PodValue]) throws(PodError) -> PodValue {
        switch type {
        case .tuple: return .tuple(parts)
        case .set: return .set(Set(parts))
        case .frozenSet: return .frozenSet(Set(parts))
        case .object:
            if parts.count == 2, let name = parts[0].string, let fields = parts[1].dictionary {
                return .object(PodObject(typeName: name, fields: fields))
            }
        case .enumeration:
            if parts.count == 3, let name = parts[0].string, let member = parts[1].string {
                return .enumeration(PodEnumeration(typeName: name, member: member, value: parts[2]))
            }
        case .array:
            if parts.count == 3, let bytes = parts[2].bytes {
                let (type, shape) = try Self.shape(parts[0], parts[1])
                return .array(try PodArray(type: type, shape: shape, bytes: bytes))
            }
        case .sharedArray:
            if parts.count == 5, let number = Self.number(parts[0]), let offset = parts[1].int {
                let (type, shape) = try Self.shape(parts[2], parts[3])
                return .array(try PodArray(type: type, shape: shape, memory: try memories(number), offset: offset))
            }
        case .sharedBytes:
            if parts.count == 3, let number = Self.number(parts[0]), let offset = parts[1].int, let size = parts[2].int
            {
                let memory = try memory(number, offset, size)
                return .bytes(memory.withUnsafeBytes { ByteBuffer(bytes: $0[offset..<(offset + size)]) })
            }
        case .table:
            if parts.count == 2, let kind = Self.kind(parts[0]), let bytes = parts[1].bytes {
                return .table(try PodTable(kind: kind, storage: .inline(bytes)))
            }
            if parts.count == 4, let kind = Self.kind(parts[0]), let number = Self.number(parts[1]),
                let offset = parts[2].int, let size = parts[3].int
            {
                let memory = try memory(number, offset, size)
                return .table(try PodTable(kind: kind, storage: .shared(memory, offset: offset, byteCount: size)))
            }
        default: break
        }
        throw Self.malformed("the parts of a \(type) are wrong")
    }

    /// The memory of a number, which has so many bytes at that place.
    private func memory(_ number: UInt64, _ offset: Int, _ size: Int) throws(PodError) -> PodMemory {
        let memory = try memories(number)
        guard offset >= 0, size >= 0, offset <= memory.byteCount, size <= memory.byteCount - offset else {
            throw Self.malformed("\(size) bytes at \(offset) are not in the memory")
        }
        return memory
    }

    private static func kind(_ value: PodValue) -> PodTable.Kind? { value.string.flatMap(PodTable.Kind.init) }

    private static func number(_ value: PodValue) -> UInt64? {
        if case .int(let number) = value { UInt64(exactly: number) } else { nil }
    }

    private static func shape(_ type: PodValue, _ shape: PodValue) throws(PodError) -> (PodArray.ElementType, [Int]) {
        guard let name = type.string, let type = PodArray.ElementType(name) else {
            throw PodError(.unsupportedValue, "arrays of element type \(type) are unknown here")
        }
        guard let extents = shape.elements?.map(\.int), !extents.contains(nil) else {
            throw malformed("an array has no shape")
        }
        return (type, extents.compactMap { $0 })
    }

    private mutating func date() throws(PodError) -> PodDate {
        PodDate(year: Int(try take(UInt16.self)), month: Int(try take(UInt8.self)), day: Int(try take(UInt8.self)))
    }

    private mutating func time() throws(PodError) -> PodTime {
        var time = PodTime(
            hour: Int(try take(UInt8.self)), minute: Int(try take(UInt8.self)), second: Int(try take(UInt8.self)),
            microsecond: Int(try take(UInt32.self)))
        let offset = try take(Int32.self)
        time.offset = offset == PodExtension.noOffset ? nil : Int(offset)
        return time
    }
}
