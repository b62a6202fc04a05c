// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import ROSMessages

/// MessagePack to values and back; every value can be shown as JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessagePack(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let value = try? MessagePack.decode(ByteBuffer(bytes: bytes)) else { return }
        let written = MessagePack.encode(value)
        let again = must("our own MessagePack cannot be read") { try MessagePack.decode(written) }
        check(MessagePack.encode(again) == written, "written and read again it is another value")
        let text = JSONWriter(writesNonFinite: true).text(value)
        // Keys of maps may be values that nest as deeply again.
        _ = must("our own JSON cannot be read") { try JSONReader(maximumDepth: 1000).value(text) }
    }
}
