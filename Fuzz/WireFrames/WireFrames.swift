// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import PharosWire

/// Frames between client and node, and the binary headers in them: the same however the bytes are cut, and written
/// as they were read. Input: size of the pieces, stream.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWireFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let step = input.number(below: 40) + 1
        let stream = input.all()
        let whole = frames(stream, step: max(stream.count, 1))
        let cut = frames(stream, step: step)
        check(whole.count == cut.count, "frames depend on how the bytes arrive")
        var written = ByteBuffer()
        for (frame, other) in zip(whole, cut) {
            check(frame.serialized() == other.serialized(), "a frame depends on how the bytes arrive")
            written.writeImmutableBuffer(frame.serialized())
            examine(frame.payload)
        }
        check(stream.starts(with: written.readableBytesView), "frames are not written as they were read")
    }
}

private func frames(_ stream: [UInt8], step: Int) -> [Frame] {
    var reader = FrameReader()
    var found: [Frame] = []
    var rest = stream[...]
    while !rest.isEmpty {
        reader.append(ByteBuffer(bytes: rest.prefix(step)))
        rest = rest.dropFirst(step)
        do {
            while let frame = try reader.next() { found.append(frame) }
        } catch {
            return found
        }
    }
    return found
}

private func examine(_ payload: ByteBuffer) {
    var bytes = payload
    if let header = try? SampleHeader(reading: &bytes) {
        var written = ByteBuffer()
        header.write(into: &written)
        check(written.readableBytes == header.encodedSize, "a sample's header has another size")
        // A unit that is no UTF-8 gets longer when it is repaired, and may then be too long.
        if header.unit?.unicodeScalars.contains("\u{FFFD}") != true {
            check((try? SampleHeader(reading: &written)) == header, "a sample's header is another one when read again")
            check(payload.readableBytes - bytes.readableBytes == header.encodedSize, "a sample's header took other bytes")
        }
    }
    bytes = payload
    if let header = try? CallHeader(reading: &bytes) {
        // Text that is no UTF-8 gets longer when it is repaired, and may then be too long.
        var written = ByteBuffer()
        if (try? header.write(into: &written)) != nil {
            check((try? CallHeader(reading: &written)) == header, "a call's header is another one when read again")
        }
    }
    bytes = payload
    if let credit = try? Credit(reading: &bytes) {
        var written = ByteBuffer()
        credit.write(into: &written)
        check((try? Credit(reading: &written)) == credit, "a credit is another one when read again")
    }
}
