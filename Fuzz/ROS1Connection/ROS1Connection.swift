// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
@testable import ROS1

/// TCPROS streams: frames come out the same however the bytes are cut, headers read as they were written.
/// Input: prefix or not, size of the pieces, stream.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzROS1Connection(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let prefix = input.number(below: 2)
        let step = input.number(below: 40) + 1
        let stream = input.all()
        let whole = frames(stream, prefix, step: max(stream.count, 1))
        check(whole == frames(stream, prefix, step: step), "frames depend on how the bytes arrive")
        for frame in whole + [stream] {
            guard let header = try? ConnectionHeader(reading: ByteBuffer(bytes: frame)) else { continue }
            var written = header.serialized()
            let length: UInt32 = written.readInteger(endianness: .little) ?? 0
            check(Int(length) == written.readableBytes, "the length of a header is wrong")
            let again = must("our own header cannot be read") { try ConnectionHeader(reading: written) }
            check(again == header, "a header is another one when read again")
        }
    }
}

private func frames(_ stream: [UInt8], _ prefix: Int, step: Int) -> [[UInt8]] {
    var reader = FrameReader(maximumLength: 1 << 22)
    reader.prefixLength = prefix
    var found: [[UInt8]] = []
    var rest = stream[...]
    while !rest.isEmpty {
        reader.append(ByteBuffer(bytes: rest.prefix(step)))
        rest = rest.dropFirst(step)
        do {
            while let frame = try reader.next() { found.append([frame.prefix] + Array(frame.body.readableBytesView)) }
        } catch {
            return found
        }
    }
    return found
}
