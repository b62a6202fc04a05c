// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos call`.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Call a command, a ROS service for one, and print its reply.",
        discussion: "pharos call ros:/add_two_ints '{\"a\": 1, \"b\": 2}'")

    @Argument(help: "The command.")
    var name: String

    @Argument(help: "The request as JSON. Default: all fields have their defaults.")
    var request = "{}"

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let request = try JSONArgument.value(request)
        try await withPharos(options.configuration) { pharos in
            let reply = try await pharos.call(name, request, timeout: options.duration)
            Output.line(try reply.json())
        }
    }
}
