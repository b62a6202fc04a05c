// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// uv: https://docs.astral.sh/uv/pip/
extension EnvironmentBuilder {
    /// A lock for every platform, with the hashes of all files that the index has.
    func lockWithUV(_ uv: String, _ digest: String) async throws(PodEnvironmentError) -> PodLock {
        let path: String
        switch pod.requirements {
        case .none: return PodLock(text: "")
        case .list(let list): path = list
        case .project(let project): path = project
        }
        report(.locking, "with uv")
        let arguments = [
            "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--no-annotate", "--python", interpreter.path,
            path,
        ]
        // Only the index knows what is newest; where it cannot be reached, what the cache has will do.
        var outcome = try await run(
            uv, arguments + ["--quiet"] + (options.isOffline ? ["--offline"] : []), .locking, isTold: false)
        if !outcome.isSuccess, !options.isOffline {
            let cached = try await run(uv, arguments + ["--quiet", "--offline"], .locking, isTold: false)
            if cached.isSuccess {
                report(.locking, "the index cannot be asked; versions are from uv's cache")
                outcome = cached
            }
        }
        guard outcome.isSuccess else {
            throw PodEnvironmentError(
                .lockFailed, "no versions were found for the requirements of the pod '\(pod.name)' (\(path)): uv "
                    + outcome.ending, lines: outcome.lines)
        }
        let lock = PodLock.made(outcome.text, for: EnvironmentKey.universal(digest), by: "uv", note: "")
        try keep(lock)
        return lock
    }

    func createWithUV(_ uv: String, at place: String) async throws(PodEnvironmentError) {
        let outcome = try await run(
            uv, ["venv", "--quiet", "--no-project", "--python", interpreter.path, place], .creating, isTold: false)
        guard outcome.isSuccess else {
            throw PodEnvironmentError(
                .installFailed, "no environment could be made for the pod '\(pod.name)': uv \(outcome.ending)",
                lines: outcome.lines)
        }
    }

    func installWithUV(_ uv: String, _ lock: PodLock, at place: String) async throws(PodEnvironmentError) {
        guard !lock.packages.isEmpty else { return }
        report(.installing, "\(lock.packages.count) packages with uv")
        let file = "\(place)/requirements.lock"
        try FileAccess.write(lock.text, to: file)
        var arguments = ["pip", "install", "--no-deps", "--python", "\(place)/bin/python", "-r", file]
        if lock.isHashed { arguments.append("--require-hashes") }
        // A warm cache needs no index: the answer is there in a fraction of the time, with a network or without.
        var outcome = try await run(uv, arguments + ["--quiet", "--offline"], .installing, isTold: false)
        if !outcome.isSuccess, !options.isOffline { outcome = try await run(uv, arguments, .installing) }
        guard outcome.isSuccess else {
            throw PodEnvironmentError(
                .installFailed, "the packages of the pod '\(pod.name)' could not be installed: uv \(outcome.ending)",
                lines: outcome.lines)
        }
    }
}
