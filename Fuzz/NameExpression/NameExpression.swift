// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel

/// Patterns that are regular expressions: no expression may trap or take long. Input: expression, zero byte, name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNameExpression(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let text = String(decoding: input.part(), as: UTF8.self)
        let name = String(decoding: input.all(), as: UTF8.self)
        guard let pattern = try? NamePattern("~" + text) else { return }
        _ = pattern.matches(name)
    }
}
