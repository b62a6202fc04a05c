// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel

/// Names of resources. The canonical and the displayed spelling name the same. Input: text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResourceName(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let name = try? ResourceName(text, defaultScheme: "ros") { examine(name) }
        if let name = try? ResourceName(text) { examine(name) }
        if let any = try? ResourceName("ros:/a") {
            _ = try? Authorities.canonical(any, environment: ["ROS_MASTER_URI": text])
        }
    }
}

private func examine(_ name: ResourceName) {
    let canonical = name.canonical
    let again = must("the canonical name '\(canonical)' is refused") { try ResourceName(canonical) }
    check(again == name, "'\(canonical)' is another name: \(again.path) \(again.authority ?? "-")")
    check(again.canonical == canonical, "'\(canonical)' is not canonical")
    let shown = must("the displayed name '\(name.display)' is refused") { try ResourceName(name.display) }
    check(shown == name, "'\(name.display)' is another name")
    _ = name.withPath("/x").canonical
    _ = try? Authorities.canonical(name, environment: [:])
}
