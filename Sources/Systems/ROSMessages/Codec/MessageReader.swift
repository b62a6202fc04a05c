// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Reads ROS 1 bytes from front to back, checking every length before memory is taken for it.
struct MessageReader {
    private let bytes: ByteBuffer
    private let start: Int
    private let end: Int
    private var index: Int
    /// How many more elements without bytes (`std_msgs/Empty[]`) may be announced: nothing else bounds them.
    private var emptyElements = 65536

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
        start = bytes.readerIndex
        end = bytes.writerIndex
        index = bytes.readerIndex
    }

    /// Bytes read so far.
    var position: Int { index - start }
    var remaining: Int { end - index }

    mutating func move(to offset: Int) { index = min(end, start + offset) }

    /// Goes on to a field from the start of its message.
    mutating func seek(_ field: Int, of schema: MessageSchema) throws(MessageError) {
        let place = bytes.withUnsafeReadableBytes {
            schema.layout.place(ofField: field, in: $0, from: position)
        }
        if let place { return index = start + place }
        for type in schema.layout.types[..<field] { try skip(type) }
    }

    private mutating func advance(_ size: Int) throws(MessageError) {
        try need(size)
        index += size
    }

    // MARK: Whole values

    mutating func value(_ schema: MessageSchema) throws(MessageError) -> Value {
        var entries: [(name: String, value: Value)] = []
        entries.reserveCapacity(schema.fields.count)
        for field in schema.fields {
            do {
                entries.append((field.name, try value(field.type)))
            } catch {
                throw error.inside(schema, field)
            }
        }
        return .record(Record(distinct: entries))
    }

    mutating func value(_ type: FieldType) throws(MessageError) -> Value {
        switch type {
        case .primitive(let primitive): return try value(primitive)
        case .message(let schema): return try value(schema)
        case .array(let element, let fixed): return try array(of: element, count: try count(fixed, of: element))
        }
    }

    private mutating func array(of element: FieldType, count: Int) throws(MessageError) -> Value {
        if case .primitive(let primitive) = element {
            if primitive.isByte { return .bytes(try slice(count)) }
            if primitive == .float64 {
                try need(count * 8)
                let from = index
                index += count * 8
                return .doubles(
                    bytes.withUnsafeReadableBytes { raw in
                        [Double](unsafeUninitializedCapacity: count) { target, filled in
                            UnsafeMutableRawBufferPointer(target).copyMemory(
                                from: UnsafeRawBufferPointer(rebasing: raw[(from - start)..<(from - start + count * 8)]))
                            filled = count
                        }
                    })
            }
        }
        var elements: [Value] = []
        elements.reserveCapacity(count)
        for place in 0..<count {
            do {
                elements.append(try value(element))
            } catch {
                throw MessageError(error.code, "[\(place)] \(error.message)")
            }
        }
        return .array(elements)
    }

    mutating func value(_ primitive: Primitive) throws(MessageError) -> Value {
        switch primitive {
        case .bool: return .bool(try integer(UInt8.self) != 0)
        case .int8, .byte: return .int(Int64(try integer(Int8.self)))
        case .uint8, .char: return .int(Int64(try integer(UInt8.self)))
        case .int16: return .int(Int64(try integer(Int16.self)))
        case .uint16: return .int(Int64(try integer(UInt16.self)))
        case .int32: return .int(Int64(try integer(Int32.self)))
        case .uint32: return .int(Int64(try integer(UInt32.self)))
        case .int64: return .int(try integer(Int64.self))
        case .uint64: return Value(try integer(UInt64.self))
        case .float32: return .float(Float(bitPattern: try integer(UInt32.self)))
        case .float64: return .double(Double(bitPattern: try integer(UInt64.self)))
        case .string: return .string(try string())
        case .time: return .time(ROSTime(secs: try integer(), nsecs: try integer()))
        case .duration: return .duration(ROSDuration(secs: try integer(), nsecs: try integer()))
        }
    }

    // MARK: Skipping

    mutating func skip(_ schema: MessageSchema) throws(MessageError) {
        let place = bytes.withUnsafeReadableBytes { schema.layout.end(in: $0, from: position) }
        if let place { return index = start + place }
        for field in schema.fields {
            do { try skip(field.type) } catch { throw error.inside(schema, field) }
        }
    }

    mutating func skip(_ type: FieldType) throws(MessageError) {
        switch type {
        case .primitive(let primitive):
            if let size = primitive.size { return try advance(size) }
            try advance(Int(try integer(UInt32.self)))
        case .message(let schema): try skip(schema)
        case .array(let element, let fixed):
            let count = try count(fixed, of: element)
            // As many as were announced are there.
            if let size = element.fixedSize { return index += size * count }
            for _ in 0..<count { try skip(element) }
        }
    }

    /// The number of elements that follow; no more than the bytes that are there can hold.
    mutating func count(_ fixed: Int?, of element: FieldType) throws(MessageError) -> Int {
        let count = if let fixed { fixed } else { Int(try integer(UInt32.self)) }
        let least = element.minimumSize
        if least == 0 {
            guard count <= emptyElements else {
                throw MessageError(.limitExceeded, "at byte \(position) too many elements without bytes are announced")
            }
            emptyElements -= count
            return count
        }
        guard count <= remaining / least else {
            throw MessageError(
                .truncated,
                "at byte \(position) \(count) elements of \(element.spelling) are announced, but only \(remaining) bytes follow")
        }
        return count
    }

    // MARK: Parts

    @inline(__always)
    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(MessageError) -> T {
        guard let value = bytes.getInteger(at: index, endianness: .little, as: T.self) else {
            throw MessageError(
                .truncated, "at byte \(position) \(MemoryLayout<T>.size) bytes are expected, \(remaining) follow")
        }
        index += MemoryLayout<T>.size
        return value
    }

    mutating func string() throws(MessageError) -> String {
        let length = Int(try integer(UInt32.self))
        try need(length)
        defer { index += length }
        return bytes.getString(at: index, length: length) ?? ""
    }

    mutating func slice(_ length: Int) throws(MessageError) -> ByteBuffer {
        try need(length)
        defer { index += length }
        return bytes.getSlice(at: index, length: length) ?? ByteBuffer()
    }

    private func need(_ length: Int) throws(MessageError) {
        guard length <= remaining else {
            throw MessageError(
                .truncated, "at byte \(position) \(length) bytes are expected, \(remaining) follow")
        }
    }
}

extension MessageError {
    /// The same error with the field it happened in, from the outside in.
    func inside(_ schema: MessageSchema, _ field: MessageSchema.Field) -> MessageError {
        MessageError(code, "\(schema.name).\(field.name): \(message)")
    }
}
