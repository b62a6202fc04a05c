// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// Values to ROS 1 bytes, as strict as a type asks and with errors that name the field.
///
/// Integers take integers within range, those of 64 bits also as decimal text; numbers take integers, numbers and
/// `"NaN"`, `"Infinity"`, `"-Infinity"`; strings take strings; `time` takes `{secs, nsecs}` (or ROS 2's
/// `{sec, nanosec}`), seconds, and `"now"`; `duration` the same without `"now"`; `uint8[]` and `char[]` take base64
/// text, lists of integers and bytes. What is left out has its default; `null` is no value; what a type does not know
/// is refused. Docs/Conversion.md has every cell of the table.
public struct MessageEncoder: Sendable {
    /// What `"now"` means.
    public var now: @Sendable () -> ROSTime

    /// An encoder.
    public init(now: @escaping @Sendable () -> ROSTime) { self.now = now }

    /// Encodes a value; ``Value/null`` is a message of defaults.
    /// - Throws: ``MessageError`` with the path of the field, what was expected and what came.
    public func bytes(_ value: Value, as schema: MessageSchema) throws(MessageError) -> ByteBuffer {
        if case .null = value { return MessageEncoder.defaultBytes(schema) }
        var buffer = ByteBufferAllocator().buffer(capacity: max(schema.minimumSize, 64))
        try write(value, schema, schema.name.description, into: &buffer)
        return buffer
    }

    /// The default of a type: zeros, empty strings and arrays.
    public static func defaultBytes(_ schema: MessageSchema) -> ByteBuffer {
        ByteBuffer(repeating: 0, count: schema.minimumSize)
    }

    private func write(
        _ value: Value, _ schema: MessageSchema, _ path: String, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        guard case .record(let record) = value else {
            throw MessageError(
                .typeMismatch,
                "\(path) takes an object with the fields of \(schema.name)"
                    + (schema.fields.isEmpty ? "" : " (\(schema.fields.map(\.name).joined(separator: ", ")))")
                    + ", \(value.kind) came")
        }
        if record.count > schema.fields.count || record.entries.contains(where: { schema.index(of: $0.name) == nil }) {
            if let stranger = record.entries.first(where: { schema.index(of: $0.name) == nil }) {
                throw MessageError.unknownField(stranger.name, in: schema, path: path)
            }
        }
        let entries = record.entries
        for (place, field) in schema.fields.enumerated() {
            // Values mostly come in the type's order.
            let given = place < entries.count && entries[place].name == field.name
                ? entries[place].value : record[field.name]
            guard let given else {
                writeDefault(field.type, into: &buffer)
                continue
            }
            do {
                try write(given, field.type, "", into: &buffer)
            } catch {
                // Paths are put together only when something is wrong.
                throw MessageError(error.code, "\(path).\(field.name)\(error.message)")
            }
        }
    }

    private func write(
        _ value: Value, _ type: FieldType, _ path: String, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        switch type {
        case .primitive(let primitive): try write(value, primitive, path, into: &buffer)
        case .message(let schema): try write(value, schema, path, into: &buffer)
        case .array(let element, let count): try writeArray(value, element, count, path, into: &buffer)
        }
    }

    private func writeDefault(_ type: FieldType, into buffer: inout ByteBuffer) {
        // Zeros are the default of every type, and the smallest value is the default one.
        buffer.writeRepeatingByte(0, count: type.minimumSize)
    }

    private func writeArray(
        _ value: Value, _ element: FieldType, _ fixed: Int?, _ path: String, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        if case .primitive(let primitive) = element, primitive.isByte {
            switch value {
            case .bytes(let bytes):
                try writeCount(bytes.readableBytes, fixed, path, into: &buffer)
                buffer.writeImmutableBuffer(bytes)
                return
            case .string(let text):
                guard let bytes = Base64.decode(text) else {
                    throw MessageError(
                        .typeMismatch,
                        "\(path) (\(element.spelling)[]) takes base64 text, a list of integers or bytes; the text is no base64")
                }
                try writeCount(bytes.count, fixed, path, into: &buffer)
                buffer.writeBytes(bytes)
                return
            default: break
            }
        }
        switch value {
        case .doubles(let numbers):
            try writeCount(numbers.count, fixed, path, into: &buffer)
            if case .primitive(.float64) = element {
                // Both sides of the memory are little endian, as the format is.
                numbers.withUnsafeBytes { raw in _ = buffer.writeBytes(raw) }
                return
            }
            for (place, number) in numbers.enumerated() {
                try writeElement(.double(number), element, path, place, into: &buffer)
            }
        case .array(let elements):
            try writeCount(elements.count, fixed, path, into: &buffer)
            for (place, given) in elements.enumerated() {
                try writeElement(given, element, path, place, into: &buffer)
            }
        default:
            throw MessageError(.typeMismatch, "\(path) takes an array of \(element.spelling), \(value.kind) came")
        }
    }

    private func writeElement(
        _ value: Value, _ element: FieldType, _ path: String, _ place: Int, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        do {
            try write(value, element, "", into: &buffer)
        } catch {
            throw MessageError(error.code, "\(path)[\(place)]\(error.message)")
        }
    }

    private func writeCount(
        _ count: Int, _ fixed: Int?, _ path: String, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        if let fixed {
            guard count == fixed else {
                throw MessageError(.typeMismatch, "\(path) takes exactly \(fixed) elements, \(count) came")
            }
            return
        }
        guard let length = UInt32(exactly: count) else {
            throw MessageError(.limitExceeded, "\(path) has \(count) elements, more than 32 bits count")
        }
        buffer.writeInteger(length, endianness: .little)
    }

    private func write(
        _ value: Value, _ primitive: Primitive, _ path: String, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        switch primitive {
        case .bool:
            guard case .bool(let flag) = value else { throw mismatch(path, primitive, "true or false", value) }
            buffer.writeInteger(flag ? 1 as UInt8 : 0)
        case .float32:
            let wide = try number(value, primitive, path)
            let narrow = Float(wide)
            guard narrow.isFinite || !wide.isFinite else {
                throw MessageError(
                    .outOfRange, "\(path) (float32) takes numbers up to \(Float.greatestFiniteMagnitude), \(wide) came")
            }
            buffer.writeInteger(narrow.bitPattern, endianness: .little)
        case .float64: buffer.writeInteger(try number(value, primitive, path).bitPattern, endianness: .little)
        case .string:
            guard case .string(let text) = value else { throw mismatch(path, primitive, "a string", value) }
            guard let length = UInt32(exactly: text.utf8.count) else {
                throw MessageError(.limitExceeded, "\(path) is longer than 32 bits count")
            }
            buffer.writeInteger(length, endianness: .little)
            buffer.writeString(text)
        case .time:
            let time = try time(value, path)
            buffer.writeInteger(time.secs, endianness: .little)
            buffer.writeInteger(time.nsecs, endianness: .little)
        case .duration:
            let duration = try duration(value, path)
            buffer.writeInteger(duration.secs, endianness: .little)
            buffer.writeInteger(duration.nsecs, endianness: .little)
        case .int8, .byte, .uint8, .char, .int16, .uint16, .int32, .uint32, .int64, .uint64:
            try writeInteger(value, primitive, path, into: &buffer)
        }
    }

    private func writeInteger(
        _ value: Value, _ primitive: Primitive, _ path: String, into buffer: inout ByteBuffer
    ) throws(MessageError) {
        guard let range = primitive.integerRange, let size = primitive.size else { return }
        let bits: UInt64
        switch value {
        case .int(let number):
            guard number >= range.least, number < 0 || UInt64(number) <= range.greatest else {
                throw outOfRange(path, primitive, range, "\(number)")
            }
            bits = UInt64(bitPattern: number)
        case .uint(let number):
            guard number <= range.greatest else { throw outOfRange(path, primitive, range, "\(number)") }
            bits = number
        case .string(let text) where size == 8:
            // What JavaScript cannot write as a number without loss comes as text.
            if let number = Int64(text), number >= 0 || range.least < 0 {
                bits = UInt64(bitPattern: number)
            } else if let number = UInt64(text), number <= range.greatest {
                bits = number
            } else {
                throw mismatch(path, primitive, "an integer", value)
            }
        default:
            throw mismatch(path, primitive, "an integer", value)
        }
        switch size {
        case 1: buffer.writeInteger(UInt8(truncatingIfNeeded: bits))
        case 2: buffer.writeInteger(UInt16(truncatingIfNeeded: bits), endianness: .little)
        case 4: buffer.writeInteger(UInt32(truncatingIfNeeded: bits), endianness: .little)
        default: buffer.writeInteger(bits, endianness: .little)
        }
    }

    private func outOfRange(
        _ path: String, _ primitive: Primitive, _ range: (least: Int64, greatest: UInt64), _ number: String
    ) -> MessageError {
        MessageError(
            .outOfRange, "\(path) (\(primitive.rawValue)) takes \(range.least) to \(range.greatest), \(number) came")
    }

    private func number(_ value: Value, _ primitive: Primitive, _ path: String) throws(MessageError) -> Double {
        guard let number = value.double else {
            // What JSON cannot write as a number comes as text.
            switch value.string {
            case "NaN", "nan": return .nan
            case "Infinity", "inf": return .infinity
            case "-Infinity", "-inf": return -.infinity
            default: throw mismatch(path, primitive, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", value)
            }
        }
        return number
    }

    func mismatch(
        _ path: String, _ primitive: Primitive, _ expected: String, _ value: Value
    ) -> MessageError {
        let shown = value.description
        let excerpt = shown.count > 60 ? "" : " (\(shown))"
        return MessageError(
            .typeMismatch, "\(path) (\(primitive.rawValue)) takes \(expected), \(value.kind) came\(excerpt)")
    }
}
