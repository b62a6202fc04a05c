// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire

/// Frames of consecutive small samples of one source, made once for all sessions that send them: each writes slices of
/// the same memory. Confined to the node's event loop, which is what makes it `Sendable`.
final class SampleRun: @unchecked Sendable {
    /// Where a sample's frame is.
    struct Place: Sendable {
        let run: SampleRun
        let range: Range<Int>
    }

    /// The stream that the frames name.
    let stream: UInt32
    private var buffer: ByteBuffer
    /// Once a session has a slice, the memory must not change: the next sample begins another run.
    private var isSealed = false

    /// What a slow reader's one sample may keep in memory.
    private static let size = 64 << 10

    init(stream: UInt32, capacity: Int) {
        self.stream = stream
        buffer = ByteBufferAllocator().buffer(capacity: min(capacity, SampleRun.size))
    }

    var count: Int { buffer.readableBytes }

    /// Makes the sample's frame, unless the run has ended.
    func append(_ sample: QueuedSample) -> Place? {
        let header = SampleHeader(sample, dropped: 0)
        let length = header.encodedSize + sample.bytes.readableBytes
        guard !isSealed, buffer.readableBytes == 0 || buffer.readableBytes + Frame.headerSize + length <= SampleRun.size
        else { return nil }
        let start = buffer.writerIndex
        Frame.writeHeader(.sample, encoding: sample.encoding, stream: stream, length: length, into: &buffer)
        header.write(into: &buffer)
        buffer.writeImmutableBuffer(sample.bytes)
        return Place(run: self, range: start..<buffer.writerIndex)
    }

    /// The frames there, to be written.
    func slice(_ range: Range<Int>) -> ByteBuffer? {
        isSealed = true
        return buffer.getSlice(at: range.lowerBound, length: range.count)
    }
}

extension SampleHeader {
    /// What goes before a queued sample.
    init(_ sample: QueuedSample, dropped: UInt32) {
        self.init(
            sequence: sample.sequence, timestamp: sample.timestamp, schema: sample.schema, dropped: dropped,
            quality: sample.quality, isPolled: sample.isPolled, unit: sample.unit, setpoint: sample.setpoint)
    }
}
