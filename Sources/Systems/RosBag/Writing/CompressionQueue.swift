// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Chunks that other threads compress, given back in the order in which they came. Bounded: who adds one more than may
/// wait must take the first away.
struct CompressionQueue<Description> {
    private struct Entry {
        var description: Description
        var bytes: ByteBuffer
        var work: BackgroundWork<Result<ByteBuffer, RosBagError>>
    }

    private var entries: [Entry] = []
    private let spares = SpareBuffers()
    private let compress: @Sendable (ByteBuffer) throws(RosBagError) -> ByteBuffer

    /// - Parameter compress: turns a chunk's bytes into what is stored.
    init(_ compress: @escaping @Sendable (ByteBuffer) throws(RosBagError) -> ByteBuffer) { self.compress = compress }

    /// Begins to compress a chunk.
    mutating func add(_ description: Description, _ bytes: ByteBuffer) {
        let compress = compress
        let work = BackgroundWork { Result { () throws(RosBagError) in try compress(bytes) } }
        // What is too large to have several of it is waited for.
        if bytes.readableBytes > BackgroundLimits.chunkLength { _ = work.value() }
        entries.append(Entry(description: description, bytes: bytes, work: work))
    }

    /// An empty buffer for the next chunk.
    func buffer(_ capacity: Int) -> ByteBuffer { spares.take(capacity) }

    /// The first chunk, which stays the first until ``removeFirst()``: it may not be possible to write it now.
    /// - Parameter waits: whether to wait for it. Else it is `nil` while it is being compressed, but for a full queue.
    func first(waits: Bool) throws(RosBagError) -> (description: Description, compressed: ByteBuffer)? {
        guard let first = entries.first else { return nil }
        guard waits || entries.count > BackgroundLimits.chunks || first.work.isDone else { return nil }
        return (first.description, try first.work.value().get())
    }

    mutating func removeFirst() {
        guard !entries.isEmpty else { return }
        let gone = entries.removeFirst()
        spares.give(gone.bytes)
    }

    var isEmpty: Bool { entries.isEmpty }
}
