// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Opens the chunks of a bag in the order in which they are asked for; those that must be uncompressed, some ahead of
/// that by other threads.
struct ChunkOpener {
    private let reader: BagReader
    private let selection: OpenedChunk.Selection
    /// Numbers of the chunks in their order.
    private let order: [Int]
    private let spares: SpareBuffers
    private var ahead: [Int: BackgroundWork<Result<OpenedChunk?, RosBagError>>] = [:]

    init(_ reader: BagReader, _ selection: OpenedChunk.Selection, order: [Int], _ spares: SpareBuffers) {
        self.reader = reader
        self.selection = selection
        self.order = order
        self.spares = spares
    }

    /// The chunk at a place of the order.
    mutating func open(at place: Int) throws(RosBagError) -> OpenedChunk {
        let number = order[place]
        let chunk: OpenedChunk
        if let ready = try ahead.removeValue(forKey: number)?.value().get() {
            chunk = ready
        } else {
            let stored = try reader.stored(number, into: spares)
            chunk = try OpenedChunk(stored, reader, selection, spares)
            if stored.compression != .none { spares.give(stored.data) }
        }
        if chunk.compression != .none { begin(behind: place) }
        return chunk
    }

    /// Bags are compressed as a whole or not at all: who needed to uncompress one chunk will have to for the next.
    private mutating func begin(behind place: Int) {
        for number in order[(place + 1)...].prefix(BackgroundLimits.chunks)
        where ahead[number] == nil && reader.storedLength(number) <= BackgroundLimits.chunkLength {
            let (reader, selection, spares) = (reader, selection, spares)
            ahead[number] = BackgroundWork {
                Result { () throws(RosBagError) -> OpenedChunk? in
                    let stored = try reader.stored(number, into: spares)
                    guard Int(stored.record.fields.size ?? 0) <= BackgroundLimits.chunkLength else { return nil }
                    let chunk = try OpenedChunk(stored, reader, selection, spares)
                    if stored.compression != .none { spares.give(stored.data) }
                    return chunk
                }
            }
        }
    }
}
