// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PodEnvironments

/// BSON to documents and back: what was read is written, and reads as the same document.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let document = try? BSONReader().document(bytes) else { return }
        let written = must("a document that was read cannot be written") { try BSONWriter().bytes(document) }
        let again = must("our own BSON cannot be read") { try BSONReader().document(written) }
        // Numbers may be NaN, which equal nothing: the bytes are compared.
        let twice = must("a document that was read cannot be written") { try BSONWriter().bytes(again) }
        check(twice == written, "written and read again it is another document")
    }
}
