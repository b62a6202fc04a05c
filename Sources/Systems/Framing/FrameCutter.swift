// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore

/// Cuts a byte stream into frames that tell their length at their beginning, and gives the socket the memory to read
/// into: a big frame arrives where it stays, small ones are slices of what came together. No socket.
///
/// The owner is the channel's `RecvByteBufferAllocator` and asks ``room()`` before each read; who has bytes from elsewhere
/// just appends them.
package struct FrameCutter {
    /// What came and is not cut yet.
    private var incoming = ByteBuffer()
    /// The frame whose rest has not come yet; empty: there is none.
    private var begun = ByteBuffer()
    /// How long the begun frame is; 0: not known yet.
    private var whole = 0
    /// Whether the socket has the begun frame's memory to read its rest into.
    private var isLent = false
    /// Whether memory was lent and never came back; the stream has a hole then. A socket that is read when nothing is
    /// there would do that, and none does.
    package private(set) var hasLost = false
    /// The last frame's length if it was big: the next is probably like it and shall begin at a buffer's beginning.
    private var expected = 0
    /// What everything was cut out of: read into again when nobody has kept a piece.
    private var spare = ByteBuffer()
    private var sizes: AdaptiveRecvByteBufferAllocator

    /// Room that is taken on the word of the length alone.
    private static let prepaid = 16 << 20
    /// From here on a frame's rest is read into its own memory.
    private static let big = 64 << 10
    /// The longest frame whose like is waited for with as much room.
    private static let longestExpected = 4 << 20

    /// - Parameter largestRead: how much room small frames get at most, when reads are full.
    package init(largestRead: Int = 512 << 10) {
        sizes = AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 16384, maximum: max(largestRead, 16384))
    }

    /// Bytes that wait for the rest of their frame.
    package var pendingBytes: Int { begun.readableBytes + incoming.readableBytes }

    // MARK: Reading

    /// The memory for the next read.
    package mutating func room() -> ByteBuffer {
        if isLent { hasLost = true }
        let here = begun.readableBytes
        if here > 0, whole - here >= FrameCutter.big / 2 {
            // Memory is taken for what came, not for what was announced: a huge frame's when a quarter of it is here.
            let end = whole <= FrameCutter.prepaid || here >= whole / 4 ? whole : min(whole, max(FrameCutter.prepaid, here * 2))
            begun.reserveCapacity(end)
            isLent = true
            defer { begun = ByteBuffer() }
            return begun.limited(to: end)
        }
        if expected > 0 {
            var fresh = ByteBufferAllocator().buffer(capacity: expected)
            return fresh.limited(to: expected)
        }
        let size = sizes.nextBufferSize() ?? FrameCutter.big
        if spare.capacity >= size, spare.modifyIfUniquelyOwned({ $0.clear() }) != nil {
            defer { spare = ByteBuffer() }
            return spare
        }
        return ByteBufferAllocator().buffer(capacity: size)
    }

    /// Notes how much a read brought.
    package mutating func record(_ count: Int) {
        if !isLent, expected == 0 { _ = sizes.record(actualReadBytes: count) }
    }

    /// Takes what came from the socket; call ``next(head:measure:)`` until it yields nothing.
    package mutating func append(_ bytes: ByteBuffer) {
        if isLent {
            isLent = false
            begun = bytes
        } else if incoming.readableBytes == 0 {
            incoming = bytes
        } else {
            incoming.writeImmutableBuffer(bytes)
        }
    }

    // MARK: Cutting

    /// The next whole frame with its head, or `nil` when more bytes are needed.
    /// - Parameters:
    ///   - head: how many bytes tell the length.
    ///   - measure: the whole length, head and all, from a buffer that begins with the head; throws where there must not
    ///     be such a frame.
    @inlinable
    package mutating func next<Failure: Error>(
        head: Int, measure: (ByteBuffer) throws(Failure) -> Int
    ) throws(Failure) -> ByteBuffer? {
        if hasBegun { return try nextBegun(head: head, measure: measure) }
        guard waitingBytes >= head else {
            keep(whole: 0)
            return nil
        }
        let whole = try measure(waiting)
        guard waitingBytes >= whole else {
            keep(whole: whole)
            return nil
        }
        return cut(whole)
    }

    @usableFromInline
    package mutating func nextBegun<Failure: Error>(
        head: Int, measure: (ByteBuffer) throws(Failure) -> Int
    ) throws(Failure) -> ByteBuffer? {
        if whole == 0 {
            take(head)
            guard begun.readableBytes >= head else { return nil }
            whole = try measure(begun)
        }
        // Memory that was lent has its room already.
        if incoming.readableBytes > 0 {
            if whole <= FrameCutter.prepaid || pendingBytes >= whole / 4 { begun.reserveCapacity(whole) }
            take(whole)
        }
        guard begun.readableBytes >= whole else { return nil }
        // Nothing follows in the memory of a begun frame.
        let frame = begun.readSlice(length: whole)
        note(whole)
        begun = ByteBuffer()
        whole = 0
        return frame
    }

    @usableFromInline package var hasBegun: Bool { begun.readableBytes > 0 }
    @usableFromInline package var waiting: ByteBuffer { incoming }
    @usableFromInline package var waitingBytes: Int { incoming.readableBytes }

    @usableFromInline
    package mutating func cut(_ count: Int) -> ByteBuffer? {
        let frame = incoming.readSlice(length: count)
        note(count)
        if incoming.readableBytes == 0 {
            // What is cut out completely must not be kept for the frames to come, unless nobody else does.
            spare = count < FrameCutter.big ? incoming : ByteBuffer()
            incoming = ByteBuffer()
        }
        return frame
    }

    /// Keeps what came of a frame until its rest is here.
    @usableFromInline
    package mutating func keep(whole: Int) {
        guard incoming.readableBytes > 0 else { return }
        self.whole = whole
        // Nothing was cut from it, and it has the right size: the rest may follow where it is.
        if incoming.readerIndex == 0, incoming.capacity >= whole, incoming.capacity / 2 <= whole {
            begun = incoming
        } else {
            begun = ByteBuffer()
            if whole <= FrameCutter.prepaid { begun.reserveCapacity(max(whole, incoming.readableBytes)) }
            begun.writeImmutableBuffer(incoming)
        }
        incoming = ByteBuffer()
    }

    private mutating func note(_ count: Int) {
        expected = count >= FrameCutter.big && count <= FrameCutter.longestExpected ? count : 0
    }

    /// Completes the begun frame to that many bytes, if they are here.
    private mutating func take(_ count: Int) {
        let missing = count - begun.readableBytes
        guard missing > 0, incoming.readableBytes > 0 else { return }
        if incoming.readableBytes <= missing {
            begun.writeImmutableBuffer(incoming)
            incoming = ByteBuffer()
        } else if let piece = incoming.readSlice(length: missing) {
            begun.writeImmutableBuffer(piece)
        }
    }
}

extension ByteBuffer {
    /// The same memory from the first readable byte on, with room to write to `end` and no further. Empties this one.
    fileprivate mutating func limited(to end: Int) -> ByteBuffer {
        let count = readableBytes
        let start = readerIndex
        guard capacity - start >= end, end > count else {
            defer { self = ByteBuffer() }
            return self
        }
        moveWriterIndex(to: start + end)
        guard var slice = readSlice(length: end) else { return ByteBuffer() }
        slice.moveWriterIndex(to: count)
        self = ByteBuffer()
        return slice
    }
}
