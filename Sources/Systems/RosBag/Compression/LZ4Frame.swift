// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CLZ4
import NIOCore

/// The LZ4 frame format, which ROS calls `lz4` and MCAP too (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md).
enum LZ4Frame {
    /// One frame. ROS' own reader wants blocks that do not depend on each other, a checksum at the end and no size.
    static func compress(_ bytes: ByteBuffer) throws(RosBagError) -> ByteBuffer {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = LZ4F_max256KB
        preferences.frameInfo.blockMode = LZ4F_blockIndependent
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        let bound = LZ4F_compressFrameBound(bytes.readableBytes, &preferences)
        var output = ByteBufferAllocator().buffer(capacity: bound)
        var failure: String?
        bytes.withUnsafeReadableBytes { input in
            _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { memory in
                let count = LZ4F_compressFrame(memory.baseAddress, memory.count, input.baseAddress, input.count, &preferences)
                guard LZ4F_isError(count) == 0 else {
                    failure = String(cString: LZ4F_getErrorName(count))
                    return 0
                }
                return count
            }
        }
        if let failure { throw RosBagError(.corruptChunk, "LZ4 cannot compress a chunk: \(failure)") }
        return output
    }

    static func decompress(
        _ bytes: ByteBuffer, size: Int, isPartial: Bool, into spares: SpareBuffers? = nil
    ) throws(RosBagError) -> ByteBuffer {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0, let context else {
            throw RosBagError(.limitExceeded, "LZ4 has no memory")
        }
        defer { LZ4F_freeDecompressionContext(context) }
        var output = DecompressionOutput(limit: size, compressed: bytes.readableBytes, slack: max(1, min(1 << 20, size)), spares: spares)
        var failure: String?
        bytes.withUnsafeReadableBytes { input in
            var taken = 0
            while true {
                let step = output.fill { memory -> (used: Int, (taken: Int, made: Int, status: Int)) in
                    var room = memory.count
                    var left = input.count - taken
                    let source = input.baseAddress.map { $0 + taken }
                    let status = LZ4F_decompress(context, memory.baseAddress, &room, source, &left, nil)
                    if LZ4F_isError(status) != 0 {
                        failure = String(cString: LZ4F_getErrorName(status))
                        return (0, (0, 0, 0))
                    }
                    return (room, (left, room, status))
                }
                guard let step, failure == nil else { return }
                taken += step.taken
                // 0: the frame is complete. Otherwise it goes on while there is input, or output that waited for room.
                if step.status == 0 || output.count > size || (step.taken == 0 && step.made == 0) { return }
            }
        }
        if let failure, !isPartial { throw RosBagError(.corruptChunk, "LZ4: \(failure)") }
        return try output.finished(isPartial: isPartial)
    }
}
