// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod logs`.
struct PodLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the end of what a pod printed and logged.",
        discussion: """
            What a pod prints, warns and logs stands in the log of the node that runs it, with the pod's name. The log goes
            on from life to life of the node.
            """)

    @Argument(help: "The pod. Default: all of this folder.")
    var name: String?

    @Option(name: [.customShort("n"), .long], help: "How many lines.")
    var lines = 40

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await PodPlace.words {
            if let name { _ = try PodPlace.folder().pod(name) }
            try await withPharos(options.configuration) { pharos in
                // Lines of other pods are in between.
                let all = try pharos.nodeLog("pod:", lines: min(max(1, lines), 100_000) * (name == nil ? 1 : 50))
                let own = all.filter { line in name.map { "\(line) ".contains(" pod=\($0) ") } ?? true }
                for line in own.suffix(max(1, lines)) { Output.line(line) }
            }
        }
    }
}
