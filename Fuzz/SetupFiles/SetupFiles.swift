// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
@testable import RosPkg

/// The files that describe an installation: `.dsv` hooks, catkin's and colcon's markers and scripts.
/// Input: parts divided by zero bytes: two `.dsv` files, hook, `.catkin`, `_setup_util.py`, `setup.sh`, dependencies.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSetupFiles(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        for file in files { write(input.part(), to: prefix + "/" + file) }
        let base = ["HOME": "/fuzz", "PATH": "/bin"]
        for kind in [InstallPrefix.Kind.colconMerged, .ament, .catkinDevel, .catkinInstall] {
            let place = InstallPrefix(path: prefix, kind: kind, reason: "fuzz")
            var builder = EnvironmentBuilder(base: base)
            builder.apply(place)
            builder.finish()
            let environment = builder.environment
            for change in environment.changes { check(environment.variables[change.name] != nil, "a change was lost") }
            _ = (place.chain, place.distro, environment.rosVersion)
        }
        _ = InstallPrefix.classify(prefix, reason: "fuzz")
    }
}

private let files = [
    "share/one/package.dsv", "share/one/hook/other.dsv", "etc/catkin/profile.d/a.sh", ".catkin", "_setup_util.py",
    "setup.sh", "share/colcon-core/packages/one",
]

private let prefix: String = {
    let path = scratchDirectory()
    for directory in [
        "share/one/hook", "share/colcon-core/packages", "share/ament_index/resource_index/packages",
        "etc/catkin/profile.d", "lib/python3/dist-packages",
    ] { makeDirectory(path + "/" + directory) }
    write([], to: path + "/share/ament_index/resource_index/packages/one")
    return path
}()
