// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos generate pod`.
struct GeneratePodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pod", abstract: "Write Swift for a pod: a method for each function, typed by its annotations.",
        discussion: """
            pod.py is read, not run. Types come from annotations, else from docstrings; what says nothing is a Value.
              pharos generate pod hello_world --output Sources/MyProgram/HelloWorldPod.swift
            """)

    @Argument(help: "The pod.")
    var name: String

    @Option(name: [.long, .customShort("o")], help: "The file to write. Default: standard output.")
    var output: String?

    func run() async throws {
        try await PodPlace.words {
            let outline = try await PodPlace.folder().pod(name).outline(environment: PodPlace.environment)
            let text = PodStubs(outline).swift()
            guard let output else { return Output.raw(text) }
            try PodTemplate.write(text, to: output)
            Output.line(output)
        }
    }
}
