// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod init`.
struct PodInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a pod with a function that works.",
        discussion: """
            Writes pods/NAME with pod.py, requirements.txt, .gitignore and a README that says how to call it. The folder
            'pods' is the nearest one, or a new one in the working directory.
              pharos pod init hello_world && pharos pod call hello_world foo 1 2
            """)

    @Argument(help: "The pod's name: a Python identifier.")
    var name: String

    func run() async throws {
        try await PodPlace.words {
            let folder = (try? PodsDirectory.find(environment: PodPlace.environment)) ?? "pods"
            for file in try PodTemplate(name: name).write(to: folder) { Output.line(file) }
            Output.line("next: pharos pod call \(name) foo 1 2")
        }
    }
}
