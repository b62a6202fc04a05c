// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import RosPkg

/// `os-release` files.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOSRelease(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        let release = OSRelease(parsing: String(decoding: bytes, as: UTF8.self))
        check(release.fields.count <= 1000, "more fields than lines are read")
        for (key, value) in release.fields { check(release[key] == value, "a field is not found") }
    }
}
