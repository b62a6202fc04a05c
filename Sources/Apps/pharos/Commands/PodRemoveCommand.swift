// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod rm`.
struct PodRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove a pod's environment, or with --all its folder too.",
        discussion: """
            Environments that other pods use too stay. The folder pods/NAME goes only with --all, for its pod.py may be the
            only copy. With --outdated, and no pods, environments of the whole cache are removed that no pod uses any more.
            """)

    @Argument(help: "The pods.")
    var names: [String] = []

    @Flag(name: .long, help: "Remove the environments that no pod of any project uses any more.")
    var outdated = false

    @Flag(name: .long, help: "Remove the folder pods/NAME with everything in it.")
    var all = false

    func validate() throws {
        guard outdated == names.isEmpty, !(outdated && all) else {
            throw ValidationError("Name the pods, or say --outdated alone.")
        }
    }

    func run() async throws {
        try await PodPlace.words {
            let cache = try PodEnvironmentCache(environment: PodPlace.environment)
            if outdated {
                let removed = try cache.removeOutdatedEnvironments()
                for path in removed { Output.line("\(path) removed") }
                if removed.isEmpty { Output.line("no environment is outdated") }
                return
            }
            for pod in try PodPlace.pods(names) {
                let count = try cache.removeEnvironments(of: pod)
                if all { try pod.remove() }
                Output.line(
                    "\(pod.name): \(count == 0 ? "no environment" : count == 1 ? "the environment" : "\(count) environments")"
                        + " removed" + (all ? ", and \(pod.folder)" : ""))
            }
        }
    }
}
