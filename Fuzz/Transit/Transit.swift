// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import FuzzSupport

/// Transit to values and back: what is read is written so that it is read the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTransit(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let value = try? TransitReader().value(bytes) else { return }
        let written = TransitWriter().text(value)
        let again = must("our own transit cannot be read: \(written)") { try TransitReader(maximumDepth: 1000).value(written) }
        check(TransitWriter().text(again) == written, "written and read again it is another value: \(written)")
        _ = value.value
        _ = EDNWriter().text(value)
    }
}
