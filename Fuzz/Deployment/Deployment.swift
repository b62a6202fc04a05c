// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel
import PharosSupervisor

/// A `pharos.toml`: a deployment, or an error that names the file. Input: text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDeployment(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(PharosError) {
            let deployment = try Deployment(toml: text, file: "f.toml", environment: [:])
            check(!deployment.nodes.isEmpty, "a deployment without nodes")
            check(Set(deployment.nodes.map(\.label)).count == deployment.nodes.count, "two nodes of one label")
        } catch {
            check(error.code == .invalidValue || error.code == .invalidName, "\(error)")
        }
    }
}
