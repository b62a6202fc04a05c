// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore

/// A channel handler whose reader gives the memory that its channel reads into.
package protocol FrameReceiver: ChannelHandler, RecvByteBufferAllocator {
    /// The memory for the next read.
    func room() -> ByteBuffer
    /// Notes how much a read brought.
    func noteRead(_ count: Int)
}

extension FrameReceiver {
    package func buffer(allocator: ByteBufferAllocator) -> ByteBuffer { room() }

    /// No pool of NIO's own: the reader knows what is free.
    package func nextBufferSize() -> Int? { nil }

    package func record(actualReadBytes: Int) -> Bool {
        noteRead(actualReadBytes)
        return true
    }

    /// Puts the handler at the end of the channel's pipeline and makes the channel read into its memory.
    package func install(in channel: any Channel) throws {
        try channel.syncOptions?.setOption(.recvAllocator, value: self)
        // What NIO reads in one go it would keep for itself.
        try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
        try channel.pipeline.syncOperations.addHandler(self)
    }
}
