// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes pods' environments and keeps them: one folder for each combination of Python, platform and lock, shared by all pods
/// and projects of a user that need the same.
///
/// An environment is made beside its place and renamed when it is complete, so that any number of programs may want the same
/// one at once, and a program that dies half-way leaves nothing that looks like an environment.
public struct PodEnvironmentCache: Sendable {
    /// Which tool makes environments.
    public enum Builder: String, Sendable, Hashable, CaseIterable {
        /// `uv` where there is one, else `venv` and pip.
        case automatic
        /// `uv` (`$PHAROS_UV`, else on `PATH`).
        case uv
        /// Python's own `venv`, and pip.
        case pip
    }

    /// How environments are made. Every default is fit for use.
    public struct Options: Sendable {
        /// Which tool. Default: automatic.
        public var builder: Builder = .automatic
        /// Whether versions are looked for anew although the lock still fits. Default: no.
        public var upgrades = false
        /// Whether the environment is made anew although it is there. Default: no.
        public var rebuilds = false
        /// Whether nothing may be asked of the network: only uv can then make what was not there. Default: no.
        public var isOffline = false
        /// Whether the folder `venv` that PyPods left is used while it satisfies the requirements and the pod has no lock.
        /// Default: yes.
        public var usesPyPodsFolder = true
        /// How long the whole may take. Default: 10 minutes.
        public var deadline: Duration = .seconds(600)

        /// Every default.
        public init() {}
    }

    /// Where the environments are.
    public let folder: String
    let toolbox: Toolbox
    let options: Options

    /// The cache of this user: `$XDG_CACHE_HOME/pharos/pods`, else `~/.cache/pharos/pods`; made when it is missing.
    ///
    /// - Parameters:
    ///   - environment: the environment variables to look at: `PATH`, `XDG_CACHE_HOME`, `HOME`, `PHAROS_PYTHON`, `PHAROS_UV`,
    ///     and those of pip and uv, which are handed on.
    ///   - options: how environments are made.
    /// - Throws: ``PodEnvironmentError`` with `fileSystem`.
    public init(environment: [String: String], options: Options = Options()) throws(PodEnvironmentError) {
        toolbox = Toolbox(environment: environment)
        self.options = options
        folder = try toolbox.cacheFolder() + "/pharos/pods"
        try FileAccess.makeFolder(folder)
        chmod(folder, 0o700)
    }

    /// The environment of a pod, made when there is none that fits its requirements.
    ///
    /// - Parameters:
    ///   - pod: the pod.
    ///   - progress: is told what is being done, from any thread.
    /// - Throws: ``PodEnvironmentError`` with `lockFailed` or `installFailed` and what pip or uv said last, `noInterpreter`,
    ///   `malformed`, `fileSystem`, `deadlineExceeded`, `cancelled`. What was started is killed then.
    public func environment(
        for pod: PodSource, progress: @escaping @Sendable (PodSyncProgress) -> Void = { _ in }
    ) async throws(PodEnvironmentError) -> PodEnvironment {
        let started = ContinuousClock.now
        if let own = await pypodsEnvironment(of: pod) { return own }
        let interpreter = try await interpreter(for: pod)
        let builder = EnvironmentBuilder(
            pod: pod, interpreter: interpreter, cache: folder, toolbox: toolbox, options: options,
            end: started + options.deadline, progress: progress)
        return try await builder.environment()
    }

    /// How a pod stands without making anything.
    public func state(of pod: PodSource) async throws(PodEnvironmentError) -> PodEnvironmentState {
        if await pypodsEnvironment(of: pod) != nil { return .pypods }
        let interpreter = try await interpreter(for: pod)
        let digest = try pod.requirementsDigest()
        guard let lock = lock(of: pod) else { return try isUsed(by: pod) ? .outdated : .missing }
        if EnvironmentKey.fits(lock, digest, interpreter) {
            let place = "\(folder)/\(EnvironmentKey(interpreter, lock, folder: pod.folder).text)"
            if EnvironmentBuilder.isComplete(place) { return .ready }
        }
        return try isUsed(by: pod) ? .outdated : .missing
    }

    /// Removes what a pod alone uses. Environments that other pods use too stay.
    /// - Returns: how many environments were removed.
    @discardableResult
    public func removeEnvironments(of pod: PodSource) throws(PodEnvironmentError) -> Int {
        var removed = 0
        for name in try FileAccess.names(in: folder) where !name.hasPrefix(".") {
            let users = EnvironmentUsers(environment: "\(folder)/\(name)")
            guard users.forget(pod), users.isEmpty else { continue }
            try FileAccess.remove("\(folder)/\(name)")
            removed += 1
        }
        try FileAccess.remove(lockFallback(of: pod))
        return removed
    }

    /// The folders of environments that no pod uses any more: its requirements or its Python have changed since, or its
    /// folder is gone.
    /// - Throws: ``PodEnvironmentError`` with `fileSystem`.
    public func outdatedEnvironments() throws(PodEnvironmentError) -> [String] {
        try FileAccess.names(in: folder).sorted().map { "\(folder)/\($0)" }.filter { path in
            !path.dropFirst(folder.utf8.count + 1).hasPrefix(".") && FileAccess.isFolder(path)
                && EnvironmentUsers(environment: path).isEmpty
        }
    }

    /// Removes them. What still runs from one of them may miss what it has not imported yet.
    /// - Returns: the folders that were removed.
    /// - Throws: ``PodEnvironmentError`` with `fileSystem`.
    @discardableResult
    public func removeOutdatedEnvironments() throws(PodEnvironmentError) -> [String] {
        let outdated = try outdatedEnvironments()
        for path in outdated { try FileAccess.remove(path) }
        return outdated
    }

    private func isUsed(by pod: PodSource) throws(PodEnvironmentError) -> Bool {
        try FileAccess.names(in: folder).contains {
            !$0.hasPrefix(".") && EnvironmentUsers(environment: "\(folder)/\($0)").contains(pod)
        }
    }

    private func lock(of pod: PodSource) -> PodLock? {
        for path in [pod.lockPath, lockFallback(of: pod)] where FileAccess.isFile(path) {
            if let text = try? FileAccess.text(path, maximumLength: 16 << 20) { return PodLock(text: text) }
        }
        return nil
    }

    private func lockFallback(of pod: PodSource) -> String { EnvironmentBuilder.lockFallback(of: pod, in: folder) }

    /// The Python for a pod: `$PHAROS_PYTHON`, else what its `.python-version` says, else `python3` on `PATH`.
    private func interpreter(for pod: PodSource) async throws(PodEnvironmentError) -> Interpreter {
        if let program = toolbox.environment["PHAROS_PYTHON"], !program.isEmpty {
            guard let found = toolbox.find(program) else {
                throw PodEnvironmentError(.noInterpreter, "PHAROS_PYTHON is '\(program)', which is no program that can be run")
            }
            return try await Interpreter.ask(found, toolbox, in: folder)
        }
        if let wanted = try pod.wantedPython() {
            let short = wanted.split(separator: ".").prefix(2).joined(separator: ".")
            for name in ["python\(short)", "python3"] {
                guard let found = toolbox.find(name),
                    let interpreter = try? await Interpreter.ask(found, toolbox, in: folder),
                    interpreter.version == wanted || interpreter.version.hasPrefix(wanted + ".")
                else { continue }
                return interpreter
            }
            throw PodEnvironmentError(
                .noInterpreter,
                "the pod '\(pod.name)' asks for Python \(wanted) in .python-version, and neither python\(short) nor python3 on "
                    + "PATH is that; install it, or set PHAROS_PYTHON to it")
        }
        guard let found = toolbox.find("python3") ?? toolbox.find("python") else {
            throw PodEnvironmentError(
                .noInterpreter, "there is no python3 on PATH; install Python, or set PHAROS_PYTHON to it")
        }
        return try await Interpreter.ask(found, toolbox, in: folder)
    }
}
