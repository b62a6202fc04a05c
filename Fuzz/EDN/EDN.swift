// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import FuzzSupport

/// EDN to values and back, and manifests of pods: what is read is written so that it is read the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEDN(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        _ = try? PodManifest(String(decoding: bytes, as: UTF8.self))
        guard let value = try? EDNReader().value(bytes) else { return }
        let written = EDNWriter().text(value)
        let again = must("our own EDN cannot be read: \(written)") { try EDNReader(maximumDepth: 200).value(written) }
        check(EDNWriter().text(again) == written, "written and read again it is another value: \(written)")
        _ = value.value
        let transit = TransitWriter().text(value)
        _ = try? TransitReader(maximumDepth: 1000).value(transit)
    }
}
