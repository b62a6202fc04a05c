// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
@testable import RosPkg

/// YAML, and rosdep's rules in it: every key is resolved for some systems.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRosdepRules(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var database = RosdepDatabase()
        do {
            try database.add(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            check((error as? RosPkgError)?.description.isEmpty == false, "an error of another kind: \(error)")
            return
        }
        for key in database.keys {
            check(database.contains(key), "a key without a rule")
            for system in systems {
                do { _ = try database.resolve(key, on: system) } catch {
                    check(error is RosPkgError, "an error of another kind: \(error)")
                }
            }
        }
    }
}

private let systems = [
    OperatingSystem(name: "debian", version: "12", codename: "bookworm"),
    OperatingSystem(
        name: "mint", version: "21", codename: "vera",
        parents: [OperatingSystem(name: "ubuntu", version: "22.04", codename: "jammy")]),
    OperatingSystem(name: "nowhere"),
]
