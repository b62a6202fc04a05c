// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import XMLRPC

/// XML-RPC messages. What is read can be written, and reads as what was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXMLRPCMessage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let message = try? XMLRPCDecoder().message(bytes) else { return }
        let written = encode(message)
        // A null character or a NaN is not what it was, hence the second time around.
        let again = must("our own message cannot be read") { try XMLRPCDecoder(maximumDepth: 65).message(written) }
        check(encode(again) == written, "written and read again it is another message")
        _ = try? XMLRPCClient.answer(bytes)
    }
}

private func encode(_ message: XMLRPCMessage) -> [UInt8] {
    switch message {
    case .call(let method, let parameters): XMLRPCEncoder.call(method, parameters)
    case .response(let value): XMLRPCEncoder.response(value)
    case .fault(let code, let text): XMLRPCEncoder.fault(code, text)
    }
}
