// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// The small frames that one turn of an event loop sends, one behind the other in one buffer: one write for all of them,
/// which costs less than a list of many pieces, here and in the kernel.
///
/// It holds no more than ``size`` and one frame: whoever appends takes it when ``isFull`` says so.
package struct FrameBatch {
    /// The bytes from which on waiting for more saves nothing.
    package static let size = 64 << 10

    private var buffer = ByteBuffer()
    /// How many bytes the batch before had: the next will probably be like it.
    private var expected = 0

    package init() {}

    package var isEmpty: Bool { buffer.readableBytes == 0 }

    package var isFull: Bool { buffer.readableBytes >= FrameBatch.size }

    /// Appends frames as they are; the first becomes the batch without being copied.
    package mutating func append(_ frames: ByteBuffer) {
        if isEmpty {
            buffer = frames
        } else {
            makeRoom(frames.readableBytes)
            buffer.writeImmutableBuffer(frames)
        }
    }

    /// Appends a sample's frame with its bytes, or, when they go their own way, without them.
    package mutating func append(
        _ kind: FrameKind, encoding: Encoding, stream: UInt32, _ header: SampleHeader, _ bytes: ByteBuffer,
        isWhole: Bool
    ) {
        let headerSize = header.encodedSize
        let length = headerSize + bytes.readableBytes
        makeRoom(Frame.headerSize + (isWhole ? length : headerSize))
        Frame.writeHeader(kind, encoding: encoding, stream: stream, length: length, into: &buffer)
        header.write(into: &buffer)
        if isWhole { buffer.writeImmutableBuffer(bytes) }
    }

    /// What was collected, to be written; the batch is empty then.
    package mutating func take() -> ByteBuffer? {
        guard !isEmpty else { return nil }
        expected = min(buffer.readableBytes, FrameBatch.size)
        defer { buffer = ByteBuffer() }
        return buffer
    }

    private mutating func makeRoom(_ count: Int) {
        guard buffer.writableBytes < count else { return }
        // Once for all that is expected, not by and by.
        buffer.reserveCapacity(minimumWritableBytes: max(count, expected - buffer.readableBytes))
    }
}
