// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CZstd
import NIOCore

/// How the chunks of an MCAP file are stored; the words are those of its specification.
public enum MCAPCompression: String, Sendable, Hashable, CaseIterable {
    /// As they are: the fastest.
    case none = ""
    /// LZ4: hardly slower, and often half the size.
    case lz4
    /// Zstandard: smaller than LZ4, faster than BZip2.
    case zstd

    func compress(_ bytes: ByteBuffer) throws(RosBagError) -> ByteBuffer {
        switch self {
        case .none: return bytes
        case .lz4: return try LZ4Frame.compress(bytes)
        case .zstd: break
        }
        let bound = ZSTD_compressBound(bytes.readableBytes)
        var output = ByteBufferAllocator().buffer(capacity: bound)
        var failure: String?
        bytes.withUnsafeReadableBytes { input in
            _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { memory in
                // Level 1: as quick as recording needs it.
                let count = ZSTD_compress(memory.baseAddress, memory.count, input.baseAddress, input.count, 1)
                guard ZSTD_isError(count) == 0 else {
                    failure = String(cString: ZSTD_getErrorName(count))
                    return 0
                }
                return count
            }
        }
        if let failure { throw RosBagError(.corruptChunk, "Zstandard cannot compress a chunk: \(failure)") }
        return output
    }
}
