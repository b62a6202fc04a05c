// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// Reads the fields of a typed message from front to back; every length is checked before memory is taken for it.
public struct FieldReader {
    @usableFromInline let start: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer
    @usableFromInline var cursor: UnsafeRawPointer
    /// The bytes as their owner has them, for slices; pointed at, so that reading counts no references.
    @usableFromInline let origin: UnsafePointer<ByteBuffer>
    /// How many more elements without bytes (`std_msgs/Empty[]`) may be announced: nothing else bounds them.
    @usableFromInline var emptyElements = FieldReader.maximumEmptyElements

    /// As many elements without bytes may be in one message.
    @usableFromInline static var maximumEmptyElements: Int { 65536 }

    /// - Parameter memory: the readable bytes of `origin`, which stay where they are while this reads.
    @inlinable
    init(_ memory: UnsafeRawBufferPointer, of origin: UnsafePointer<ByteBuffer>) {
        // Only memory of no bytes has no address, and then nothing is read.
        start = memory.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        end = start + memory.count
        cursor = start
        self.origin = origin
    }

    /// The next `size` bytes.
    /// - Throws: ``MessageError`` with `truncated` when fewer follow.
    @inlinable
    public mutating func run(_ size: Int) throws(MessageError) -> UnsafeRawPointer {
        guard size <= end - cursor else { throw truncated(size) }
        let place = cursor
        cursor += size
        return place
    }

    @usableFromInline
    func truncated(_ size: Int) -> MessageError {
        MessageError(
            .truncated, "at byte \(cursor - start) \(size) bytes are expected, \(end - cursor) follow")
    }

    /// The number of elements that follow; no more than the bytes that are there can hold.
    @inlinable
    mutating func count(of least: Int) throws(MessageError) -> Int {
        let count = try byteCount()
        if least > 0 {
            guard count <= (end - cursor) / least else { throw truncated(count * least) }
        } else {
            guard count <= emptyElements else { throw tooManyEmptyElements() }
            emptyElements -= count
        }
        return count
    }

    /// The number of bytes that follow; ``run(_:)`` sees whether they are there.
    @inlinable
    mutating func byteCount() throws(MessageError) -> Int { Int(try run(4).loadUnaligned(as: UInt32.self)) }

    @usableFromInline
    func tooManyEmptyElements() -> MessageError {
        MessageError(.limitExceeded, "at byte \(cursor - start) too many elements without bytes are announced")
    }

    /// Text; what is no UTF-8 becomes U+FFFD.
    @inlinable
    public mutating func string() throws(MessageError) -> String {
        let count = try byteCount()
        return String(decoding: UnsafeRawBufferPointer(start: try run(count), count: count), as: UTF8.self)
    }

    /// One byte; all but 0 is true.
    @inlinable
    public mutating func bool() throws(MessageError) -> Bool { try run(1).load(as: UInt8.self) != 0 }

    /// The bytes of `uint8[]` and `char[]`: a slice, not a copy.
    @inlinable
    public mutating func bytes() throws(MessageError) -> ByteBuffer {
        let count = try byteCount()
        let place = try run(count)
        guard let slice = origin.pointee.getSlice(at: origin.pointee.readerIndex + (place - start), length: count)
        else {
            throw truncated(count)
        }
        return slice
    }

    /// Elements that are on the wire as they are in memory.
    @inlinable
    public mutating func plain<Element: BitwiseCopyable>(
        _ type: Element.Type = Element.self
    ) throws(MessageError) -> [Element] {
        let count = try count(of: MemoryLayout<Element>.size)
        let source = try run(count * MemoryLayout<Element>.size)
        return [Element](unsafeUninitializedCapacity: count) { target, filled in
            UnsafeMutableRawBufferPointer(target).copyMemory(
                from: UnsafeRawBufferPointer(start: source, count: count * MemoryLayout<Element>.size))
            filled = count
        }
    }

    /// Texts in order.
    @inlinable
    public mutating func strings() throws(MessageError) -> [String] {
        let count = try count(of: 4)
        var elements: [String] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try string()) }
        return elements
    }

    /// Truth values in order.
    @inlinable
    public mutating func bools() throws(MessageError) -> [Bool] {
        let count = try byteCount()
        return UnsafeRawBufferPointer(start: try run(count), count: count).map { $0 != 0 }
    }

    /// Messages in order.
    @inlinable
    public mutating func messages<Message: ROSMessage>(
        _ type: Message.Type = Message.self
    ) throws(MessageError) -> [Message] {
        let count = try count(of: Message.minimumSize)
        var elements: [Message] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try Message(from: &self)) }
        return elements
    }
}
