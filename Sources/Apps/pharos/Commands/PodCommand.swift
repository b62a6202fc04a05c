// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosNode
import PharosWire
import PodEnvironments

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos pod`.
struct PodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pod", abstract: "Python libraries in processes and environments of their own, and babashka pods.",
        discussion: """
            A pod is a folder pods/NAME with pod.py, whose functions can be called, and requirements.txt, what they need.
            Each pod has an environment of its own, made from a lock with hashes and kept in the user's cache. How it is run
            (processes, limits, sandbox, deadlines) stands in pod.toml, which also makes a folder a babashka pod.

              pharos pod init hello_world          makes one
              pharos pod call hello_world foo 1 2  calls a function; the first call makes the environment
              pharos watch pod:hello_world/count   the values of a generator as they come
              pharos pod ls                        which there are, and how each stands

            The folder is the nearest 'pods' in the working directory or above it, or the one that PHAROS_PODS names.
            """,
        subcommands: [
            PodInitCommand.self, PodSyncCommand.self, PodListCommand.self, PodDescribeCommand.self, PodCallCommand.self,
            PodLogsCommand.self, PodShellCommand.self, PodRemoveCommand.self,
        ])
}

/// What the pod commands have in common.
enum PodPlace {
    static var environment: [String: String] { RuntimeDirectory.processEnvironment() }

    /// The folder of pods.
    static func folder() throws -> PodsFolder { try PodsFolder(path: try PodsDirectory.find(environment: environment)) }

    /// The pods of these names; all where there is none.
    static func pods(_ names: [String]) throws -> [PodSource] {
        let folder = try folder()
        return names.isEmpty ? try folder.pods() : try names.map { try folder.pod($0) }
    }

    /// Does a command's work. A pod's error becomes one as the other commands have theirs, with an exit code that tells what
    /// kind it is; Ctrl-C ends what was started before it ends the command.
    static func words(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let work = Task { try await body() }
        let signals = SignalWatch([SIGINT, SIGTERM]) { _ in work.cancel() }
        defer { signals.cancel() }
        do {
            try await work.value
        } catch let error as PodEnvironmentError {
            throw PharosError(code(error), error.description, cause: error)
        }
    }

    private static func code(_ error: PodEnvironmentError) -> PharosError.Code {
        switch error.code {
        case .invalidName: .invalidName
        case .notFound: .notFound
        case .malformed: .invalidValue
        case .notPython: .unsupported
        case .deadlineExceeded: .deadlineExceeded
        case .cancelled: .cancelled
        default: .systemFailed
        }
    }
}
