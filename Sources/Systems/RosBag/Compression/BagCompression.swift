// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// How the chunks of a bag are stored.
public enum BagCompression: String, Sendable, Hashable, CaseIterable {
    /// As they are: the fastest.
    case none
    /// LZ4: hardly slower, and often half the size.
    case lz4
    /// BZip2: small and slow.
    case bz2

    func compress(_ bytes: ByteBuffer) throws(RosBagError) -> ByteBuffer {
        switch self {
        case .none: bytes
        case .lz4: try LZ4Frame.compress(bytes)
        case .bz2: try BZip2Stream.compress(bytes)
        }
    }

    /// The bytes of a chunk.
    /// - Parameters:
    ///   - size: how many there are, as the chunk's header says; not more memory is taken, whatever comes.
    ///   - isPartial: takes what there is of a stream that is cut off or damaged further on.
    ///   - spares: where memory comes from. Default: the allocator.
    func decompress(
        _ bytes: ByteBuffer, size: Int, isPartial: Bool = false, into spares: SpareBuffers? = nil
    ) throws(RosBagError) -> ByteBuffer {
        switch self {
        case .none:
            guard bytes.readableBytes == size || isPartial else {
                throw RosBagError(
                    .malformed, "a chunk that is not compressed has \(bytes.readableBytes) bytes, its header says \(size)")
            }
            return bytes
        case .lz4: return try LZ4Frame.decompress(bytes, size: size, isPartial: isPartial, into: spares)
        case .bz2: return try BZip2Stream.decompress(bytes, size: size, isPartial: isPartial, into: spares)
        }
    }
}

/// A buffer that grows while something is decompressed into it, never beyond what was announced.
struct DecompressionOutput {
    private(set) var buffer: ByteBuffer
    private let limit: Int
    private let slack: Int

    /// - Parameter slack: room beyond the limit, for decompressors that write in place only where a whole block has room.
    init(limit: Int, compressed: Int, slack: Int = 1, spares: SpareBuffers? = nil) {
        self.limit = limit
        self.slack = slack
        // Most data shrink less than this; what shrinks more grows in steps as it proves true.
        let (guess, overflow) = compressed.multipliedReportingOverflow(by: 8)
        let capacity = (overflow ? limit : min(limit, guess + 65536)) + slack
        buffer = spares?.take(capacity) ?? ByteBufferAllocator().buffer(capacity: capacity)
    }

    var count: Int { buffer.readableBytes }

    /// Hands memory to `body`, which says how much of it was used; one byte too many is room enough to notice a
    /// stream that is longer than announced.
    mutating func fill<T>(_ body: (UnsafeMutableRawBufferPointer) -> (used: Int, T)) -> T? {
        var result: T?
        let left = limit + slack - count
        let step = min(max(count, 65536), left)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: max(step, 1)) { memory in
            let usable = min(memory.count, left)
            let (used, value) = body(UnsafeMutableRawBufferPointer(rebasing: memory[..<max(usable, 0)]))
            result = value
            return used
        }
        return result
    }

    /// What came, when it is as much as was announced.
    func finished(isPartial: Bool) throws(RosBagError) -> ByteBuffer {
        guard count == limit || (isPartial && count < limit) else {
            throw RosBagError(
                .corruptChunk, "a chunk decompresses to \(count > limit ? "more than \(limit)" : "\(count)") bytes, "
                    + "its header says \(limit)")
        }
        return buffer
    }
}
