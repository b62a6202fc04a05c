// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// A message type known at compile time: fields as properties, and the way to and from ROS 1 bytes without looking
/// anything up. Structs that conform are generated from definitions (Docs/TypedMessages.md).
public protocol ROSMessage: Sendable, Hashable {
    /// The type's name, `sensor_msgs/Imu`.
    static var type: String { get }
    /// The fingerprint that ROS 1 compares: 32 hexadecimal digits.
    static var md5: String { get }
    /// The full definition text as TCPROS headers carry it.
    static var definition: String { get }
    /// The fewest bytes a message may have.
    static var minimumSize: Int { get }

    /// A message of zeros, empty strings and empty arrays.
    init()

    /// Reads the fields in order.
    /// - Throws: ``MessageError`` when the bytes end too early or a length in them cannot be true.
    init(from reader: inout FieldReader) throws(MessageError)

    /// How many bytes ``encode(into:)-(FieldWriter)`` writes.
    var encodedSize: Int { get }

    /// Writes the fields in order: exactly ``encodedSize`` bytes.
    func encode(into writer: inout FieldWriter)
}

/// A message whose memory is its bytes on the wire: numbers and times only, aligned without holes. It, and arrays of
/// it, are copied as they are.
public protocol PlainMessage: ROSMessage, BitwiseCopyable {}

extension ROSMessage {
    /// Decodes a message; byte arrays in it are slices of `bytes`, not copies.
    ///
    /// Bytes behind the message are ignored, as rospy and roscpp do.
    /// - Throws: ``MessageError`` with `truncated` or `limitExceeded` that names the field and the place.
    @inlinable
    public init(decoding bytes: ByteBuffer) throws(MessageError) {
        do throws(MessageError) {
            self = try withUnsafePointer(to: bytes) { origin throws(MessageError) -> Self in
                try bytes.withUnsafeReadableBytes { memory throws(MessageError) -> Self in
                    var reader = FieldReader(memory, of: origin)
                    return try Self(from: &reader)
                }
            }
        } catch {
            throw Self.located(error, in: bytes)
        }
    }

    /// The message's bytes, in memory of their own.
    /// - Throws: ``MessageError`` with `limitExceeded` when they are more than 32 bits count.
    @inlinable
    public func encoded() throws(MessageError) -> ByteBuffer {
        let size = encodedSize
        try FieldWriter.check(size, Self.self)
        var buffer = ByteBufferAllocator().buffer(capacity: size)
        append(to: &buffer, size)
        return buffer
    }

    /// Appends the message's bytes.
    /// - Throws: ``MessageError`` with `limitExceeded` when they are more than 32 bits count.
    @inlinable
    public func encode(into buffer: inout ByteBuffer) throws(MessageError) {
        let size = encodedSize
        try FieldWriter.check(size + buffer.writerIndex, Self.self)
        append(to: &buffer, size)
    }

    @inlinable
    func append(to buffer: inout ByteBuffer, _ size: Int) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { raw in
            var writer = FieldWriter(raw)
            encode(into: &writer)
            return writer.count
        }
    }

    /// The type as dynamic access has it, made once from the ``definition``.
    public static func schema() throws(MessageError) -> MessageSchema { try TypedSchemas.schema(of: self) }

    /// The same error with the field it happened in; which one is looked up only now.
    @usableFromInline
    static func located(_ error: MessageError, in bytes: ByteBuffer) -> MessageError {
        do throws(MessageError) {
            try MessageDecoder.validate(bytes, as: try schema())
        } catch {
            return error
        }
        return MessageError(error.code, "\(type): \(error.message)")
    }

    /// A message from a value, as strict as ``MessageEncoder``.
    /// - Throws: ``MessageError`` that names the field, what was expected and what came.
    public init(_ value: Value, now: @escaping @Sendable () -> ROSTime) throws(MessageError) {
        try self.init(decoding: try MessageEncoder(now: now).bytes(value, as: try Self.schema()))
    }

    /// The message as a value whose type need not be known.
    /// - Throws: ``MessageError`` with `limitExceeded` when it is larger than 32 bits count.
    public func value() throws(MessageError) -> Value {
        try MessageDecoder.value(try encoded(), as: try Self.schema())
    }
}
