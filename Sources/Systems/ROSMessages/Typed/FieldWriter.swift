// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

#if _endian(big)
    #error("ROS 1 bytes are little endian, and typed messages are copied as they are")
#endif

/// Writes the fields of a typed message into memory whose size was computed before.
public struct FieldWriter {
    @usableFromInline let start: UnsafeMutableRawPointer
    @usableFromInline let end: UnsafeMutableRawPointer
    @usableFromInline var cursor: UnsafeMutableRawPointer

    @inlinable
    init(_ memory: UnsafeMutableRawBufferPointer) {
        // Only memory of no bytes has no address, and then nothing is written.
        start = memory.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 1).unsafelyUnwrapped
        end = start + memory.count
        cursor = start
    }

    /// Bytes written so far.
    @inlinable var count: Int { cursor - start }

    /// - Throws: ``MessageError`` with `limitExceeded` for messages that 32 bits do not count.
    @inlinable
    static func check<Message: ROSMessage>(_ size: Int, _ type: Message.Type) throws(MessageError) {
        guard size <= Int(UInt32.max) else { throw tooLarge(size, Message.self) }
    }

    @usableFromInline
    static func tooLarge(_ size: Int, _ type: any ROSMessage.Type) -> MessageError {
        MessageError(.limitExceeded, "a \(type.type) of \(size) bytes is larger than 32 bits count")
    }

    /// The place of the next `size` bytes, which the caller writes.
    @inlinable
    public mutating func run(_ size: Int) -> UnsafeMutableRawPointer {
        precondition(size <= end - cursor, "a message wrote more than its encodedSize")
        let place = cursor
        cursor += size
        return place
    }

    @inlinable
    mutating func length(_ count: Int) {
        run(4).storeBytes(of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
    }

    @inlinable
    mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        run(bytes.count).copyMemory(from: source, byteCount: bytes.count)
    }

    /// Length and UTF-8 bytes.
    @inlinable
    public mutating func write(_ text: String) {
        let size = text.utf8.count
        length(size)
        let place = run(size)
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            if let source = bytes.baseAddress { place.copyMemory(from: source, byteCount: bytes.count) }
        }
        guard isDone == nil else { return }
        for (offset, byte) in text.utf8.enumerated() {
            place.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
        }
    }

    /// One byte, 0 or 1.
    @inlinable
    public mutating func write(_ flag: Bool) { run(1).storeBytes(of: flag ? 1 : 0, as: UInt8.self) }

    /// A nested message.
    @inlinable
    public mutating func write(_ message: some ROSMessage) { message.encode(into: &self) }

    /// Number and bytes of `uint8[]` and `char[]`.
    @inlinable
    public mutating func write(bytes: ByteBuffer) {
        length(bytes.readableBytes)
        bytes.withUnsafeReadableBytes { copy($0) }
    }

    /// Number and memory of elements that are on the wire as they are in memory.
    @inlinable
    public mutating func write<Element: BitwiseCopyable>(plain elements: [Element]) {
        length(elements.count)
        elements.withUnsafeBytes { copy($0) }
    }

    /// Number and elements.
    @inlinable
    public mutating func write(_ texts: [String]) {
        length(texts.count)
        for text in texts { write(text) }
    }

    /// Number and elements.
    @inlinable
    public mutating func write(_ flags: [Bool]) {
        length(flags.count)
        for flag in flags { write(flag) }
    }

    /// Number and elements.
    @inlinable
    public mutating func write(_ messages: [some ROSMessage]) {
        length(messages.count)
        for message in messages { message.encode(into: &self) }
    }
}
