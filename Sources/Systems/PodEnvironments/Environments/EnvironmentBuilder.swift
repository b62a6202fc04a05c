// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// Makes one environment: lock, empty environment, packages, and its place in the cache.
struct EnvironmentBuilder: Sendable {
    let pod: PodSource
    let interpreter: Interpreter
    let cache: String
    let toolbox: Toolbox
    let options: PodEnvironmentCache.Options
    let end: ContinuousClock.Instant
    let progress: @Sendable (PodSyncProgress) -> Void

    /// The environment, made when it is not there.
    func environment() async throws(PodEnvironmentError) -> PodEnvironment {
        let uv = try uv()
        let digest = try pod.requirementsDigest()
        if let lock = try currentLock(digest) {
            let place = "\(cache)/\(key(lock))"
            if EnvironmentBuilder.isComplete(place), !options.rebuilds { return found(place, lock, isNew: false) }
        }
        let site = BuildingSite(cache: cache)
        site.removeAbandoned()
        // Whatever happens, nothing half-made stays.
        defer { site.remove() }
        let lock: PodLock
        if let uv {
            if let current = try currentLock(digest) { lock = current } else { lock = try await lockWithUV(uv, digest) }
            report(.creating, "with uv, Python \(interpreter.version)")
            try await createWithUV(uv, at: site.path)
            try await installWithUV(uv, lock, at: site.path)
        } else {
            report(.creating, "with venv, Python \(interpreter.version)")
            try await createWithVenv(at: site.path)
            let current = try currentLock(digest)
            if let current { lock = current } else { lock = try await lockWithPip(site.path, digest) }
            try await installWithPip(lock, at: site.path)
        }
        // From its first moment on it is somebody's, and nobody removes it.
        _ = EnvironmentUsers(environment: site.path).add(pod)
        let place = try site.publish(as: key(lock), replaces: options.rebuilds)
        report(.ready, "\(lock.packages.count) packages")
        return found(place, lock, isNew: true)
    }

    private func key(_ lock: PodLock) -> String { EnvironmentKey(interpreter, lock, folder: pod.folder).text }

    /// Whether a folder is an environment whose Python is still there.
    static func isComplete(_ place: String) -> Bool { FileAccess.isExecutable("\(place)/bin/python") }

    private func found(_ place: String, _ lock: PodLock, isNew: Bool) -> PodEnvironment {
        if EnvironmentUsers(environment: place).add(pod) || isNew {
            // What it used before is outdated when no other pod uses it.
            for name in (try? FileAccess.names(in: cache)) ?? [] where !name.hasPrefix(".") && place != "\(cache)/\(name)" {
                _ = EnvironmentUsers(environment: "\(cache)/\(name)").forget(pod)
            }
        }
        return PodEnvironment(
            pod: pod.name, path: place, origin: .cache, pythonVersion: interpreter.version, packages: lock.packages,
            isNew: isNew)
    }

    // MARK: The lock

    /// The lock beside the requirements, else the one in the cache for folders that cannot be written, when it fits.
    private func currentLock(_ digest: String) throws(PodEnvironmentError) -> PodLock? {
        if case .none = pod.requirements, !FileAccess.isFile(pod.lockPath) { return PodLock(text: "") }
        for path in [pod.lockPath, EnvironmentBuilder.lockFallback(of: pod, in: cache)] where FileAccess.isFile(path) {
            let lock = PodLock(text: try FileAccess.text(path, maximumLength: 16 << 20))
            // Somebody's own lock is never made anew.
            if lock.origin != nil, options.upgrades { continue }
            if EnvironmentKey.fits(lock, digest, interpreter) { return lock }
        }
        return nil
    }

    /// Keeps a lock beside the requirements, or in the cache where that cannot be written.
    func keep(_ lock: PodLock) throws(PodEnvironmentError) {
        do {
            try FileAccess.write(lock.text, to: pod.lockPath)
        } catch {
            let other = EnvironmentBuilder.lockFallback(of: pod, in: cache)
            report(.locking, "the pod's folder cannot be written; the lock is kept in \(other)")
            try FileAccess.write(lock.text, to: other)
        }
    }

    static func lockFallback(of pod: PodSource, in cache: String) -> String { "\(cache)/.lock-\(MD5.hex(pod.folder))" }

    // MARK: Tools

    private func uv() throws(PodEnvironmentError) -> String? {
        guard options.builder != .pip else { return nil }
        let named = toolbox.environment["PHAROS_UV"] ?? ""
        if let found = toolbox.find(named.isEmpty ? "uv" : named) { return found }
        guard options.builder == .automatic, named.isEmpty else {
            throw PodEnvironmentError(
                .toolFailed,
                named.isEmpty
                    ? "there is no uv on PATH; install it (pip install uv), or let venv and pip do it"
                    : "PHAROS_UV is '\(named)', which is no program that can be run")
        }
        return nil
    }

    /// Runs a tool for a step, its words becoming progress.
    func run(
        _ program: String, _ arguments: [String], _ step: PodSyncProgress.Step, isTold: Bool = true
    ) async throws(PodEnvironmentError) -> Tool.Outcome {
        let left = end - ContinuousClock.now
        guard left > .zero else {
            throw PodEnvironmentError(.deadlineExceeded, "the environment of '\(pod.name)' took longer than \(options.deadline)")
        }
        let (progress, name) = (progress, pod.name)
        return try await Tool(
            program: program, arguments: arguments, folder: pod.folder, environment: toolbox.toolEnvironment, deadline: left
        ).run { line in
            if isTold { progress(PodSyncProgress(pod: name, step: step, detail: line, isOutput: true)) }
        }
    }

    func report(_ step: PodSyncProgress.Step, _ detail: String) {
        progress(PodSyncProgress(pod: pod.name, step: step, detail: detail))
    }
}
