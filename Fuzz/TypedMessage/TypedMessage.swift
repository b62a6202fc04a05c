// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import ROSMessages
import StandardMessages

/// Messages as bytes, read by generated types: they refuse what dynamic access refuses, and what they read and write is
/// the same message. Input: which type, the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTypedMessage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let type = input.choice(types)
        examine(type, ByteBuffer(bytes: input.all()))
    }
}

private let types = StandardDefinitions.packages.flatMap { $0.messages }

private func examine<Message: ROSMessage>(_ type: Message.Type, _ bytes: ByteBuffer) {
    let schema = must("a generated definition is none") { try Message.schema() }
    let isValid = (try? MessageDecoder.validate(bytes, as: schema)) != nil
    do throws(MessageError) {
        let message = try Message(decoding: bytes)
        check(isValid, "\(Message.type) reads what dynamic access refuses")
        let written = must("a message that was read cannot be written") { try message.encoded() }
        let again = must("a message that was written cannot be read") { try Message(decoding: written) }
        check(must("it cannot be written again") { try again.encoded() } == written, "written again it differs")
        // Text that is no UTF-8 is mended by both.
        let typed = must("a message that was written is none") { try MessageDecoder.value(written, as: schema) }
        let dynamic = must("dynamic access refuses what it took") { try MessageDecoder.value(bytes, as: schema) }
        check(MessagePack.encode(typed) == MessagePack.encode(dynamic), "\(Message.type) reads another value")
    } catch {
        // Elements without bytes cost nothing when they are skipped; read, there is a limit.
        check(!isValid || error.code == .limitExceeded, "\(Message.type) refuses what dynamic access takes: \(error)")
    }
}
