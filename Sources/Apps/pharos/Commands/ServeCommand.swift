// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Offer a command to a system, and print what it is called with.",
        discussion: """
            pharos serve ros:/switch --type std_srvs/SetBool --answer '{"success": true}'
            The command is offered until this program ends; when the node dies it is offered again by the next.
            """)

    @Argument(help: "The command to offer.")
    var name: String

    @Option(help: "The system's type, std_srvs/SetBool.")
    var type: String

    @Option(help: "What each call is answered with, as JSON. Default: all fields have their defaults.")
    var answer = "{}"

    @Flag(help: "Push an existing provider aside.")
    var takeOver = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let answer = try JSONArgument.value(answer)
        try await withPharos(options.configuration) { pharos in
            try await pharos.serving(name, type: type, takesOver: takeOver) { request in
                Output.json(request)
                return answer
            } body: {
                while true { try await Task.sleep(for: .seconds(3600)) }
            }
        }
    }
}
