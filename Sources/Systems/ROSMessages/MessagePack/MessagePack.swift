// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// MessagePack: values that describe themselves. Times are the specification's timestamp (extension −1), durations
/// extension 1 with two 32-bit integers.
public enum MessagePack {
    /// How deep values may be nested.
    public static let maximumDepth = 128
    private static let durationExtension: Int8 = 1

    /// Encodes a value.
    public static func encode(_ value: Value) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 64)
        write(value, into: &buffer)
        return buffer
    }

    /// Decodes exactly one value.
    /// - Throws: ``MessageError`` with `truncated`, `malformed` or `limitExceeded`.
    public static func decode(_ bytes: ByteBuffer) throws(MessageError) -> Value {
        var bytes = bytes
        let value = try read(&bytes, depth: 0)
        guard bytes.readableBytes == 0 else {
            throw MessageError(.malformed, "MessagePack: \(bytes.readableBytes) bytes follow the value")
        }
        return value
    }

    // MARK: Writing

    private static func write(_ value: Value, into buffer: inout ByteBuffer) {
        switch value {
        case .null: buffer.writeInteger(0xc0 as UInt8)
        case .bool(let flag): buffer.writeInteger(flag ? 0xc3 as UInt8 : 0xc2)
        case .int(let number): write(number, into: &buffer)
        case .uint(let number):
            buffer.writeInteger(0xcf as UInt8)
            buffer.writeInteger(number)
        case .float(let number):
            buffer.writeInteger(0xca as UInt8)
            buffer.writeInteger(number.bitPattern)
        case .double(let number):
            buffer.writeInteger(0xcb as UInt8)
            buffer.writeInteger(number.bitPattern)
        case .string(let text):
            head(text.utf8.count, small: 0xa0, smallest: 32, 0xd9, 0xda, 0xdb, into: &buffer)
            buffer.writeString(text)
        case .bytes(let bytes):
            head(bytes.readableBytes, small: nil, smallest: 0, 0xc4, 0xc5, 0xc6, into: &buffer)
            buffer.writeImmutableBuffer(bytes)
        case .time(let time):
            // timestamp 96 holds every ROS time.
            buffer.writeMultipleIntegers(0xc7 as UInt8, 12 as UInt8, -1 as Int8, time.nsecs, Int64(time.secs))
        case .duration(let span):
            buffer.writeMultipleIntegers(0xd7 as UInt8, durationExtension, span.secs, span.nsecs)
        case .array(let elements):
            head(elements.count, small: 0x90, smallest: 16, nil, 0xdc, 0xdd, into: &buffer)
            for element in elements { write(element, into: &buffer) }
        case .doubles(let elements):
            head(elements.count, small: 0x90, smallest: 16, nil, 0xdc, 0xdd, into: &buffer)
            for element in elements { write(.double(element), into: &buffer) }
        case .record(let record):
            head(record.count, small: 0x80, smallest: 16, nil, 0xde, 0xdf, into: &buffer)
            for entry in record.entries {
                write(.string(entry.name), into: &buffer)
                write(entry.value, into: &buffer)
            }
        }
    }

    private static func write(_ number: Int64, into buffer: inout ByteBuffer) {
        switch number {
        case -32...127: buffer.writeInteger(Int8(number))
        case -128..<(-32):
            buffer.writeMultipleIntegers(0xd0 as UInt8, Int8(number))
        case -32768...32767:
            buffer.writeMultipleIntegers(0xd1 as UInt8, Int16(number))
        case Int64(Int32.min)...Int64(Int32.max):
            buffer.writeMultipleIntegers(0xd2 as UInt8, Int32(number))
        default:
            buffer.writeMultipleIntegers(0xd3 as UInt8, number)
        }
    }

    private static func head(
        _ count: Int, small: UInt8?, smallest: Int, _ eight: UInt8?, _ sixteen: UInt8, _ thirtyTwo: UInt8,
        into buffer: inout ByteBuffer
    ) {
        if let small, count < smallest { buffer.writeInteger(small | UInt8(count)) } else if let eight, count < 256 {
            buffer.writeMultipleIntegers(eight, UInt8(count))
        } else if count < 65536 {
            buffer.writeMultipleIntegers(sixteen, UInt16(count))
        } else {
            buffer.writeMultipleIntegers(thirtyTwo, UInt32(clamping: count))
        }
    }

    // MARK: Reading

    private static func take<T: FixedWidthInteger>(_ buffer: inout ByteBuffer) throws(MessageError) -> T {
        guard let value = buffer.readInteger(as: T.self) else {
            throw MessageError(
                .truncated, "MessagePack: \(MemoryLayout<T>.size) bytes are expected, \(buffer.readableBytes) follow")
        }
        return value
    }

    private static func read(_ buffer: inout ByteBuffer, depth: Int) throws(MessageError) -> Value {
        guard depth <= maximumDepth else {
            throw MessageError(.limitExceeded, "MessagePack is nested deeper than \(maximumDepth)")
        }
        let first: UInt8 = try take(&buffer)
        switch first {
        case 0...0x7f: return .int(Int64(first))
        case 0x80...0x8f: return try map(Int(first & 15), &buffer, depth)
        case 0x90...0x9f: return try list(Int(first & 15), &buffer, depth)
        case 0xa0...0xbf: return .string(try text(Int(first & 31), &buffer))
        case 0xc0: return .null
        case 0xc2: return .bool(false)
        case 0xc3: return .bool(true)
        case 0xc4: return .bytes(try slice(Int(try take(&buffer) as UInt8), &buffer))
        case 0xc5: return .bytes(try slice(Int(try take(&buffer) as UInt16), &buffer))
        case 0xc6: return .bytes(try slice(Int(try take(&buffer) as UInt32), &buffer))
        case 0xc7: return try extended(Int(try take(&buffer) as UInt8), &buffer)
        case 0xc8: return try extended(Int(try take(&buffer) as UInt16), &buffer)
        case 0xc9: return try extended(Int(try take(&buffer) as UInt32), &buffer)
        case 0xca: return .float(Float(bitPattern: try take(&buffer)))
        case 0xcb: return .double(Double(bitPattern: try take(&buffer)))
        case 0xcc: return .int(Int64(try take(&buffer) as UInt8))
        case 0xcd: return .int(Int64(try take(&buffer) as UInt16))
        case 0xce: return .int(Int64(try take(&buffer) as UInt32))
        case 0xcf: return Value(try take(&buffer) as UInt64)
        case 0xd0: return .int(Int64(try take(&buffer) as Int8))
        case 0xd1: return .int(Int64(try take(&buffer) as Int16))
        case 0xd2: return .int(Int64(try take(&buffer) as Int32))
        case 0xd3: return .int(try take(&buffer) as Int64)
        case 0xd4...0xd8: return try extended(1 << Int(first - 0xd4), &buffer)
        case 0xd9: return .string(try text(Int(try take(&buffer) as UInt8), &buffer))
        case 0xda: return .string(try text(Int(try take(&buffer) as UInt16), &buffer))
        case 0xdb: return .string(try text(Int(try take(&buffer) as UInt32), &buffer))
        case 0xdc: return try list(Int(try take(&buffer) as UInt16), &buffer, depth)
        case 0xdd: return try list(Int(try take(&buffer) as UInt32), &buffer, depth)
        case 0xde: return try map(Int(try take(&buffer) as UInt16), &buffer, depth)
        case 0xdf: return try map(Int(try take(&buffer) as UInt32), &buffer, depth)
        case 0xe0...0xff: return .int(Int64(Int8(bitPattern: first)))
        default: throw MessageError(.malformed, "MessagePack: byte \(first) begins no value")
        }
    }

    private static func slice(_ length: Int, _ buffer: inout ByteBuffer) throws(MessageError) -> ByteBuffer {
        guard let slice = buffer.readSlice(length: length) else {
            throw MessageError(
                .truncated, "MessagePack: \(length) bytes are announced, \(buffer.readableBytes) follow")
        }
        return slice
    }

    private static func text(_ length: Int, _ buffer: inout ByteBuffer) throws(MessageError) -> String {
        String(buffer: try slice(length, &buffer))
    }

    private static func list(_ count: Int, _ buffer: inout ByteBuffer, _ depth: Int) throws(MessageError) -> Value {
        guard count <= buffer.readableBytes else {
            throw MessageError(
                .truncated, "MessagePack: \(count) elements are announced, \(buffer.readableBytes) bytes follow")
        }
        var elements: [Value] = []
        // Announced counts nest: room is made for what comes, not for what is promised.
        elements.reserveCapacity(min(count, 64))
        for _ in 0..<count { elements.append(try read(&buffer, depth: depth + 1)) }
        return .array(elements)
    }

    private static func map(_ count: Int, _ buffer: inout ByteBuffer, _ depth: Int) throws(MessageError) -> Value {
        guard count <= buffer.readableBytes / 2 else {
            throw MessageError(
                .truncated, "MessagePack: \(count) entries are announced, \(buffer.readableBytes) bytes follow")
        }
        var entries: [(name: String, value: Value)] = []
        entries.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            let key = try read(&buffer, depth: depth + 1)
            let name = key.string ?? key.description
            entries.append((name, try read(&buffer, depth: depth + 1)))
        }
        return .record(Record(entries))
    }

    private static func extended(_ length: Int, _ buffer: inout ByteBuffer) throws(MessageError) -> Value {
        let type: Int8 = try take(&buffer)
        var bytes = try slice(length, &buffer)
        switch (type, length) {
        case (-1, 4): return .time(ROSTime(secs: try take(&bytes), nsecs: 0))
        case (-1, 8):
            let packed: UInt64 = try take(&bytes)
            return .time(ROSTime(secs: UInt32(truncatingIfNeeded: packed), nsecs: UInt32(packed >> 34)))
        case (-1, 12):
            let nsecs: UInt32 = try take(&bytes)
            let secs: Int64 = try take(&bytes)
            return .time(ROSTime(secs: UInt32(clamping: secs), nsecs: nsecs))
        case (durationExtension, 8): return .duration(ROSDuration(secs: try take(&bytes), nsecs: try take(&bytes)))
        default: return .bytes(bytes)
        }
    }
}
