// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
@testable import RosPkg

/// `package.xml`, `manifest.xml` and `stack.xml`. Input: which, the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPackageManifest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let kind = input.choice([Manifest.Kind.package, .dryPackage, .stack])
        let file = input.all()
        let manifest: Manifest
        do {
            manifest = try reader.read(file, kind: kind, path: "/fuzz/package.xml").manifest
        } catch {
            check((error as? RosPkgError)?.description.isEmpty == false, "an error of another kind: \(error)")
            return
        }
        for dependency in manifest.dependencies { _ = dependency.condition?.evaluate(context) }
        for export in manifest.exports {
            for name in export.attributes.keys { _ = export.value(name, prefix: "/opt/x") }
        }
        _ = try? manifest.buildType(context)
        let brief = must("a manifest is refused when read in brief") {
            try reader.read(file, kind: kind, path: "/fuzz/package.xml", brief: true).manifest
        }
        check(brief.name == manifest.name && brief.dependencies == manifest.dependencies, "in brief it is another one")
        _ = manifest.dependencies(of: .all)
    }
}

nonisolated(unsafe) private let reader = ManifestReader()
private let context = ["ROS_DISTRO": "noetic", "ROS_VERSION": "1"]
