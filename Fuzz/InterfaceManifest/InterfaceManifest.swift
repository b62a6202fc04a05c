// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel
import PharosNode

/// The manifest of a plug-in. Input: the manifest, zero byte, a name of its scheme `x`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInterfaceManifest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let text = Array(input.part())
        let name = "x:" + String(decoding: Array(input.part()), as: UTF8.self)
        guard let manifest = try? InterfaceManifest(json: text, scheme: "x") else { return }
        check(manifest.names.scheme == "x", "a manifest of another scheme was taken")
        guard let printed = try? manifest.json() else { return check(false, "a manifest that cannot be printed") }
        let again = try? InterfaceManifest(json: Array(printed.utf8), scheme: "x")
        check(again == manifest, "\(printed) reads back as another manifest")
        var grammars = NameGrammars.builtIn
        guard (try? grammars.add(manifest.names)) != nil else { return check(false, "the grammar is refused") }
        guard let parsed = try? grammars.parse(name) else { return }
        check((try? grammars.parse(parsed.canonical, as: parsed.kind)) != nil, "\(parsed.canonical) does not read back")
    }
}
