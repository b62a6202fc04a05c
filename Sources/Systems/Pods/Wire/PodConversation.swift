// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore

/// What a pod sends, read without a process: for the fuzzer, and for whoever looks at a recorded conversation.
package enum PodConversation {
    /// Reads frames and the values in them.
    /// - Returns: the values, of those frames that hold one.
    /// - Throws: ``PodError`` at the first thing that is not of the protocol.
    package static func values(in bytes: ByteBuffer, longest: Int = 1 << 20) throws(PodError) -> [PodValue] {
        var decoder = PodFrameDecoder(longest: longest)
        decoder.append(bytes)
        var values: [PodValue] = []
        while let frame = try decoder.next() {
            let value = try PodValueReader.read(frame.body)
            values.append(value)
            switch frame.kind {
            case .hello: _ = try PodInterfaceDescription(greeting: value)
            case .error, .failed: _ = try PodException.error(from: value, function: nil)
            default: break
            }
        }
        return values
    }

    /// A value as it is sent.
    /// - Throws: ``PodError`` `limitExceeded` when it is nested too deep.
    package static func bytes(of value: PodValue) throws(PodError) -> ByteBuffer {
        var buffer = ByteBuffer()
        try buffer.writePodFrame(.result, 0, longest: .max) { buffer throws(PodError) in
            try PodValueWriter().write(value, into: &buffer)
        }
        return buffer
    }
}
