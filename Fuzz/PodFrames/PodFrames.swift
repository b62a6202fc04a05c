// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import Pods

/// What a pod's process sends, to frames and values and back.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPodFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let values = try? PodConversation.values(in: ByteBuffer(bytes: bytes)) else { return }
        for value in values {
            guard let written = try? PodConversation.bytes(of: value) else { continue }
            let again = must("our own bytes cannot be read") {
                try PodConversation.values(in: written, longest: 1 << 24)
            }
            let rewritten = try? again.first.map { try PodConversation.bytes(of: $0) }
            // Sets have no order, and a number that is none is not equal to itself.
            check(rewritten?.readableBytes == written.readableBytes, "written and read again it is another value")
        }
    }
}
