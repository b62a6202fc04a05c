// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod ls`.
struct PodListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the pods with their functions, and how their environments stand.",
        discussion: """
            ENVIRONMENT is 'ready'; 'outdated' where the requirements or the Python have changed since it was made; 'missing',
            which the first call mends; 'pypods' where the folder venv that PyPods made is used; 'program' where pod.toml names
            a babashka pod, which is asked what it has. SETTINGS are what pod.toml or [tool.pharos] says otherwise than usual.
            """)

    @Flag(name: .long, help: "Print JSON, one pod a line, for programs.")
    var json = false

    func run() async throws {
        try await PodPlace.words {
            let cache = try PodEnvironmentCache(environment: PodPlace.environment)
            let pods = try PodPlace.pods([])
            guard pods.contains(where: { $0.kind == .program }) else { return try await show(pods, cache, nil) }
            try await withPharos { pharos in try await show(pods, cache, pharos) }
        }
    }

    private func show(_ pods: [PodSource], _ cache: PodEnvironmentCache, _ programs: Pharos?) async throws {
        var overviews: [PodOverview] = []
        for pod in pods {
            overviews.append(await PodOverview(pod, cache: cache, programs: programs))
            if json, let overview = overviews.last { Output.json(overview.value) }
        }
        guard !json else { return }
        if overviews.isEmpty {
            return Output.line("there are no pods in \(try PodPlace.folder().path); pharos pod init NAME makes one")
        }
        Output.table(["POD", "ENVIRONMENT", "FUNCTIONS", "SETTINGS"], overviews.map(\.row))
    }
}
