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
            which the first call mends; 'pypods' where the folder venv that PyPods made is used.
            """)

    @Flag(name: .long, help: "Print JSON, one pod a line, for programs.")
    var json = false

    func run() async throws {
        try await PodPlace.words {
            let cache = try PodEnvironmentCache(environment: PodPlace.environment)
            var rows: [[String]] = []
            for pod in try PodPlace.pods([]) {
                let state = (try? await cache.state(of: pod).rawValue) ?? "unknown"
                let outline = try? await pod.outline(environment: PodPlace.environment)
                let functions = (outline?.functions ?? []).filter { !$0.isPrivate }.map(\.name)
                if json {
                    Output.json([
                        "pod": .string(pod.name), "folder": .string(pod.folder), "environment": .string(state),
                        "readable": .bool(outline != nil), "functions": .array(functions.map { .string($0) }),
                    ])
                }
                rows.append([pod.name, state, outline == nil ? "pod.py cannot be read" : functions.joined(separator: " ")])
            }
            guard !json else { return }
            if rows.isEmpty { return Output.line("there are no pods in \(try PodPlace.folder().path); pharos pod init NAME makes one") }
            Output.table(["POD", "ENVIRONMENT", "FUNCTIONS"], rows)
        }
    }
}
