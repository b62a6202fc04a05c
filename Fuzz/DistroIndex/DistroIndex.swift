// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
@testable import RosPkg

/// rosdistro's index and distribution files. Input: index, zero byte, distribution file `one.yaml`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDistroIndex(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        write(input.part(), to: directory + "/index.yaml")
        write(input.part(), to: directory + "/one.yaml")
        if let index = try? DistroIndex(file: directory + "/index.yaml") {
            for entry in index.entries {
                _ = entry.conditionContext
                guard let file = try? index.distribution(entry.name) else { continue }
                examine(file)
            }
        }
        if let file = try? DistributionFile(file: directory + "/one.yaml", name: "noetic") { examine(file) }
    }
}

private func examine(_ file: DistributionFile) {
    for (package, repository) in file.releasedPackages {
        check(file.repositories[repository]?.releaseVersion != nil, "\(package) is not released")
        check(file.systemPackage(package).hasPrefix("ros-"), "\(package) has no name")
    }
    _ = file.rosdepRules
}

private let directory = scratchDirectory()
