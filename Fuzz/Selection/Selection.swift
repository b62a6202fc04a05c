// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel
import ROSMessages

/// Fragments, read and written, and what they take of a value. Input: fragment, zero byte, the value as JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSelection(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let text = String(decoding: input.part(), as: UTF8.self)
        guard let selector = try? FragmentSelector(text) else { return }
        let again = must("the fragment '\(selector)' is refused") { try FragmentSelector(selector.description) }
        check(again == selector, "'\(selector)' is another fragment")
        guard let value = try? JSONReader().value(String(decoding: input.all(), as: UTF8.self)) else { return }
        let info = ResourceInfo(path: "/a", role: .topic, kind: .attribute)
        let sample = Sample(Payload(value), unit: "mm", setpoint: Payload(value))
        if let part = try? Reading(sample, info: info).selecting(selector, of: nil) { _ = try? part.json() }
    }
}
