// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
@testable import ROS1

/// UDPROS datagrams: whatever came before, messages that come whole are the ones that were cut.
/// Input: size of a datagram, then for each step what happens: anything arrives, or a message's datagrams do, perhaps
/// one of them twice, or not at all.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDatagramAssembler(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let size = 64 + input.number(below: 64)
        var cutter = DatagramCutter(connection: 7, size: size)
        var assembler = DatagramAssembler(connection: 7, maximumLength: 2000)
        while !input.isEmpty {
            let body = [UInt8](repeating: UInt8(truncatingIfNeeded: size), count: input.number(below: 2001))
            var frame = ByteBuffer(integer: UInt32(body.count), endianness: .little)
            frame.writeBytes(body)
            let datagrams = cutter.cut(frame) ?? []
            check(!datagrams.isEmpty, "a short message cannot be cut")
            check(datagrams.allSatisfy { $0.readableBytes <= size }, "a datagram is longer than it may be")
            let place = input.number(below: datagrams.count)
            switch input.number(below: 4) {
            case 0:
                // Anything, as if from that publisher.
                var anything = ByteBuffer(integer: UInt32(7), endianness: .little)
                anything.writeBytes(input.bytes(input.number(below: 64)))
                let message = assembler.take(anything)
                check((message?.readableBytes ?? 0) <= 2000, "a message is longer than it may be")
            case 1:
                // Not the first: what follows might go on with something begun above.
                guard place > 0 else { continue }
                let left = datagrams[..<place] + datagrams[(place + 1)...]
                let messages = left.compactMap { assembler.take($0) }
                check(messages.isEmpty, "a message came of which a part is missing")
            case 2:
                let twice = datagrams[...place] + (place > 0 ? datagrams[place...] : datagrams[1...])
                check(twice.compactMap { assembler.take($0) } == [ByteBuffer(bytes: body)], "a part twice does harm")
            default:
                check(datagrams.compactMap { assembler.take($0) } == [ByteBuffer(bytes: body)], "a message is another one")
            }
        }
    }
}
