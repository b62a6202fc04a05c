// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import ROSMessages

@testable import ROS1Transforms

/// Messages of /tf in a buffer, and lookups of what they tell: what is read is written again the same, whatever is
/// told of can be asked for.
/// Input: moving or static, then a tf2_msgs/TFMessage.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzROS1Transforms(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let isStatic = input.number(below: 2) == 1
        guard let read = try? TransformMessages.read(ByteBuffer(bytes: input.all())) else { return }
        let written = TransformMessages.write(read)
        let again = must("our own message cannot be read") { try TransformMessages.read(written) }
        // Not the transforms: NaN is not equal to itself.
        check(TransformMessages.write(again) == written, "a message is another one when read again")
        var configuration = TransformBuffer.Configuration()
        configuration.maximumFrames = 32
        configuration.maximumHistory = 4
        let buffer = TransformBuffer(configuration)
        try? buffer.insert(read, isStatic: isStatic, authority: "fuzz")
        let frames = buffer.frames
        check(frames.count <= 32 && frames.allSatisfy { $0.count <= 4 }, "more is kept than may be")
        for target in frames.prefix(6) {
            for source in frames.prefix(6) {
                _ = try? buffer.lookup(target.name, source.name)
                for stamped in read.prefix(3) { _ = try? buffer.lookup(target.name, source.name, at: stamped.stamp) }
                if let one = read.first, let last = read.last {
                    _ = try? buffer.lookup(
                        target.name, at: one.stamp, source.name, at: last.stamp, fixed: frames[0].name)
                }
            }
        }
        buffer.clear()
    }
}
