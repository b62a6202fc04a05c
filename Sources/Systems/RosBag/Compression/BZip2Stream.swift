// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CBZip2
import NIOCore

/// BZip2 streams as `bzip2` writes them.
enum BZip2Stream {
    static func compress(_ bytes: ByteBuffer) throws(RosBagError) -> ByteBuffer {
        // What libbz2 promises never to exceed.
        let bound = bytes.readableBytes + bytes.readableBytes / 100 + 600
        var output = ByteBufferAllocator().buffer(capacity: bound)
        var status = BZ_OK
        bytes.withUnsafeReadableBytes { input in
            _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { memory in
                var count = UInt32(clamping: memory.count)
                // The library does not write to its input; its interface is older than `const`.
                let source = UnsafeMutablePointer(mutating: input.bindMemory(to: CChar.self).baseAddress)
                status = BZ2_bzBuffToBuffCompress(
                    memory.bindMemory(to: CChar.self).baseAddress, &count, source, UInt32(clamping: input.count), 9, 0, 0)
                return status == BZ_OK ? Int(count) : 0
            }
        }
        guard status == BZ_OK else { throw RosBagError(.corruptChunk, "BZip2 cannot compress a chunk: code \(status)") }
        return output
    }

    static func decompress(
        _ bytes: ByteBuffer, size: Int, isPartial: Bool, into spares: SpareBuffers? = nil
    ) throws(RosBagError) -> ByteBuffer {
        var stream = bz_stream()
        guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else {
            throw RosBagError(.limitExceeded, "BZip2 has no memory")
        }
        defer { BZ2_bzDecompressEnd(&stream) }
        var output = DecompressionOutput(limit: size, compressed: bytes.readableBytes, spares: spares)
        var status = BZ_OK
        bytes.withUnsafeReadableBytes { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: CChar.self).baseAddress)
            stream.avail_in = UInt32(clamping: input.count)
            while status == BZ_OK, output.count <= size {
                let waiting = stream.avail_in
                let made = output.fill { memory -> (used: Int, Int) in
                    stream.next_out = memory.bindMemory(to: CChar.self).baseAddress
                    stream.avail_out = UInt32(clamping: memory.count)
                    let room = Int(stream.avail_out)
                    status = BZ2_bzDecompress(&stream)
                    let used = room - Int(stream.avail_out)
                    return (used, used)
                }
                if made == 0, stream.avail_in == waiting { break }
            }
        }
        guard status == BZ_STREAM_END || isPartial else {
            throw RosBagError(
                .corruptChunk, status == BZ_OK ? "a BZip2 stream ends too early" : "BZip2: code \(status)")
        }
        return try output.finished(isPartial: isPartial)
    }
}
