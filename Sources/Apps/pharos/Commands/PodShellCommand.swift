// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos pod shell`.
struct PodShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Run a pod's Python with the pod's packages.",
        discussion: """
            Becomes the interpreter, in the folder above 'pods', so that pods.NAME.pod can be imported. Arguments are
            Python's own; standard input is passed on.
              pharos pod shell hello_world
              echo 'import numpy; print(numpy.__version__)' | pharos pod shell hello_world -
              pharos pod shell hello_world -m pip list
            """)

    @Argument(help: "The pod.")
    var name: String

    @Argument(parsing: .captureForPassthrough, help: "Arguments for Python.")
    var arguments: [String] = []

    func run() async throws {
        try await PodPlace.words {
            let pod = try PodPlace.folder().pod(name)
            let progress = PodProgressLine()
            let environment: PodEnvironment
            do {
                defer { progress.end() }
                let cache = try PodEnvironmentCache(environment: PodPlace.environment)
                environment = try await cache.environment(for: pod) { progress.show($0) }
            }
            throw become(environment, pod)
        }
    }

    /// Replaces this process by the pod's Python; returns only what went wrong.
    private func become(_ environment: PodEnvironment, _ pod: PodSource) -> PharosError {
        guard chdir(pod.pods.project) == 0 else { return failure(pod.pods.project) }
        setenv("VIRTUAL_ENV", environment.path, 1)
        setenv("PATH", "\(environment.path)/bin:" + (PodPlace.environment["PATH"] ?? "/usr/bin:/bin"), 1)
        unsetenv("PYTHONHOME")
        setenv("PYTHONPATH", pod.pods.project, 1)
        var words: [UnsafeMutablePointer<CChar>?] = ([environment.interpreter] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        // Signals that this program listens to are the interpreter's business.
        for number in [SIGPIPE, SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        execv(environment.interpreter, &words)
        return failure(environment.interpreter)
    }

    private func failure(_ path: String) -> PharosError {
        PharosError(.environment, "\(path): \(String(cString: strerror(errno)))")
    }
}
