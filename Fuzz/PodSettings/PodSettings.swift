// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel
import PodEnvironments
import PodInterface
import PodProcess

/// A pod's `pod.toml` and `pyproject.toml`: settings, or an error that names the file. Input: text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPodSettings(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        read(.python) { () throws(PharosError) in try PodSettings(toml: text, file: "f.toml", folder: "/p", kind: .python) }
        read(.program) { () throws(PharosError) in try PodSettings(toml: text, file: "f.toml", folder: "/p", kind: .program) }
        read(.python) { () throws(PharosError) in try PodSettings(project: text, file: "f.toml", folder: "/p") ?? PodSettings() }
    }
}

private enum Kind { case python, program }

private func read(_ kind: Kind, _ settings: () throws(PharosError) -> PodSettings) {
    do throws(PharosError) {
        let settings = try settings()
        check(settings.workers >= 1 && settings.requestsInFlight ?? 1 >= 1, "numbers that no pod can have")
        check((settings.babashka != nil) == (kind == .program), "a program that is none")
        check(settings.babashka?.command.first?.isEmpty != true, "a program without a name")
        check(((settings.sandbox.writableFolders ?? []) + (settings.sandbox.readablePaths ?? [])).allSatisfy { $0.hasPrefix("/") }, "a path from nowhere")
        check(settings.summary.isEmpty == (settings == PodSettings()), "settings that are not shown: \(settings)")
    } catch {
        check(error.code == .invalidValue && error.message.contains("f.toml"), "\(error)")
    }
}
