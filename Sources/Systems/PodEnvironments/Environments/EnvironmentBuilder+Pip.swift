// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// Python's `venv`, and pip: its report of what it would install is where the hashes come from
/// (https://pip.pypa.io/en/stable/reference/installation-report/).
extension EnvironmentBuilder {
    func createWithVenv(at place: String) async throws(PodEnvironmentError) {
        let outcome = try await run(interpreter.path, ["-I", "-m", "venv", place], .creating)
        guard outcome.isSuccess else {
            throw PodEnvironmentError(
                .installFailed, "no environment could be made for the pod '\(pod.name)': python -m venv \(outcome.ending)",
                lines: outcome.lines)
        }
    }

    /// A lock for this platform, with the hashes of the files that would be installed here.
    func lockWithPip(_ place: String, _ digest: String) async throws(PodEnvironmentError) -> PodLock {
        var arguments = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
        switch pod.requirements {
        case .none: return PodLock(text: "")
        case .list(let list): arguments += ["-r", list]
        case .project(let project): arguments += try await dependencies(of: project, place)
        }
        try checkOnline()
        report(.locking, "with pip")
        let outcome = try await pip(place, arguments, .locking, isTold: false)
        guard outcome.isSuccess else {
            throw PodEnvironmentError(
                .lockFailed, "no versions were found for the requirements of the pod '\(pod.name)': pip \(outcome.ending)",
                lines: outcome.lines)
        }
        let lock = PodLock.made(
            try body(outcome), for: EnvironmentKey.special(digest, interpreter), by: "pip",
            note: "Its hashes are those of the files for this platform alone; uv makes locks for all platforms.")
        try keep(lock)
        return lock
    }

    private func body(_ outcome: Tool.Outcome) throws(PodEnvironmentError) -> String {
        // Builds may print before the report, which begins a line of its own.
        let start = outcome.text.firstRange(of: "\n{")?.lowerBound ?? outcome.text.startIndex
        guard let report = try? JSONReader(maximumDepth: 64).value(String(outcome.text[start...])),
            let installs = report.install.array
        else {
            throw PodEnvironmentError(.lockFailed, "pip's report cannot be read; pip 23 or newer is needed", lines: outcome.lines)
        }
        return installs.map { install in
            let (name, version) = (install.metadata.name.string ?? "", install.metadata.version.string ?? "")
            let info = install.download_info
            guard let hashes = info.archive_info.hashes.record, info.vcs_info.isNull, install.is_direct.bool != true else {
                let isEditable = info.dir_info.editable.bool == true
                return (isEditable ? "-e " : "\(name) @ ") + (info.url.string ?? "") + "\n"
            }
            let words = hashes.entries.compactMap { entry in entry.value.string.map { " \\\n    --hash=\(entry.name):\($0)" } }
            return "\(name)==\(version)" + words.joined() + "\n"
        }.joined()
    }

    /// The dependencies that a `pyproject.toml` names, read without building the project.
    private func dependencies(of project: String, _ place: String) async throws(PodEnvironmentError) -> [String] {
        let outcome = try await Tool(
            program: "\(place)/bin/python", arguments: ["-I", "-", project], folder: pod.folder,
            environment: toolbox.toolEnvironment, input: PackageResources.dependencies_py, deadline: .seconds(30)
        ).run()
        guard outcome.isSuccess else {
            throw PodEnvironmentError(.malformed, "\(project) cannot be read", lines: outcome.lines)
        }
        return outcome.text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-") }
    }

    func installWithPip(_ lock: PodLock, at place: String) async throws(PodEnvironmentError) {
        guard !lock.packages.isEmpty else { return }
        try checkOnline()
        report(.installing, "\(lock.packages.count) packages with pip")
        let file = "\(place)/requirements.lock"
        // Where one package has no hash pip wants none of the others'.
        try FileAccess.write(lock.isHashed ? lock.text : lock.textWithoutHashes, to: file)
        let outcome = try await pip(
            place, ["install", "--no-deps", "--progress-bar", "off", "-r", file] + (lock.isHashed ? ["--require-hashes"] : []), .installing)
        guard outcome.isSuccess else {
            throw PodEnvironmentError(
                .installFailed, "the packages of the pod '\(pod.name)' could not be installed: pip \(outcome.ending)",
                lines: outcome.lines)
        }
    }

    private func pip(
        _ place: String, _ arguments: [String], _ step: PodSyncProgress.Step, isTold: Bool = true
    ) async throws(PodEnvironmentError) -> Tool.Outcome {
        try await run(
            "\(place)/bin/python", ["-m", "pip", "--disable-pip-version-check"] + arguments, step, isTold: isTold)
    }

    private func checkOnline() throws(PodEnvironmentError) {
        guard options.isOffline else { return }
        throw PodEnvironmentError(
            .installFailed,
            "the pod '\(pod.name)' has no environment that fits its requirements, and without the network only uv can make one "
                + "(from its cache); install uv, or run this once with the network")
    }
}
