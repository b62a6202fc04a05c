// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore

/// Buffers of chunks that are done with, for those to come: memory that the system has to clear anew for each chunk
/// costs more than to read it. A buffer that a message still refers to is left to the message.
final class SpareBuffers: Sendable {
    private static let maximumCount = 2 + BackgroundLimits.chunks
    private static let maximumCapacity = 16 << 20

    private let buffers = NIOLockedValueBox<[ByteBuffer]>([])

    /// An empty buffer with this much room.
    func take(_ capacity: Int) -> ByteBuffer {
        var buffer = buffers.withLockedValue { buffers -> ByteBuffer in
            guard let fitting = buffers.lastIndex(where: { $0.storageCapacity >= capacity }) else {
                return buffers.popLast() ?? ByteBuffer()
            }
            return buffers.remove(at: fitting)
        }
        // Takes other memory when this is still referred to.
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Keeps what a buffer has of memory.
    func give(_ buffer: ByteBuffer) {
        guard buffer.storageCapacity <= SpareBuffers.maximumCapacity, buffer.storageCapacity > 0 else { return }
        buffers.withLockedValue { buffers in
            if buffers.count >= SpareBuffers.maximumCount { buffers.removeFirst() }
            buffers.append(buffer)
        }
    }
}
