// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod sync`.
struct PodSyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Make the environments of pods, where there is none that fits.",
        discussion: """
            Locks the requirements with hashes into requirements.lock, which belongs under version control, and makes the
            environment from the lock, with uv where it is installed, else with venv and pip. What is there and fits stays.
            """)

    @Argument(help: "The pods. Default: all.")
    var names: [String] = []

    @Option(
        name: .long, help: "Which tool: automatic, uv or pip.",
        transform: { word in
            guard let builder = PodEnvironmentCache.Builder(rawValue: word) else {
                throw ValidationError("--builder takes automatic, uv or pip")
            }
            return builder
        })
    var builder = PodEnvironmentCache.Builder.automatic

    @Flag(name: .long, help: "Look for newer versions although the lock fits.")
    var upgrade = false

    @Flag(name: .long, help: "Make the environment anew although it is there.")
    var rebuild = false

    @Flag(name: .long, help: "Ask nothing of the network.")
    var offline = false

    @Flag(name: .long, help: "Print JSON, one pod a line, for programs.")
    var json = false

    func run() async throws {
        try await PodPlace.words {
            let cache = try PodEnvironmentCache(environment: PodPlace.environment, options: options)
            let pods = try PodPlace.pods(names)
            if pods.isEmpty, !json { Output.line("there are no pods here") }
            for pod in pods {
                let progress = PodProgressLine()
                let started = ContinuousClock.now
                let environment: PodEnvironment
                do {
                    defer { progress.end() }
                    environment = try await cache.environment(for: pod) { progress.show($0) }
                }
                show(environment, ContinuousClock.now - started)
            }
            let outdated = try cache.outdatedEnvironments().count
            if outdated > 0, !json {
                Output.line(
                    "\(outdated) \(outdated == 1 ? "environment is" : "environments are") used by no pod any more; "
                        + "pharos pod rm --outdated removes \(outdated == 1 ? "it" : "them")")
            }
        }
    }

    private var options: PodEnvironmentCache.Options {
        var options = PodEnvironmentCache.Options()
        options.builder = builder
        options.upgrades = upgrade
        options.rebuilds = rebuild
        options.isOffline = offline
        // Who asks for a lock gets one: PyPods' folder is for who never asked.
        options.usesPyPodsFolder = false
        return options
    }

    private func show(_ environment: PodEnvironment, _ time: Duration) {
        if json {
            return Output.json([
                "pod": .string(environment.pod), "path": .string(environment.path),
                "interpreter": .string(environment.interpreter), "python": .string(environment.pythonVersion),
                "packages": .array(environment.packages.map { .string($0) }), "new": .bool(environment.isNew),
                "seconds": .double(time / .seconds(1)),
            ])
        }
        let count = "\(environment.packages.count) package\(environment.packages.count == 1 ? "" : "s")"
        let how = environment.isNew ? "made in \(PodSyncCommand.rounded(time)) s" : "is there"
        Output.line("\(environment.pod): Python \(environment.pythonVersion), \(count), \(how)")
    }

    private static func rounded(_ time: Duration) -> Double { (time / .seconds(1) * 100).rounded() / 100 }
}
