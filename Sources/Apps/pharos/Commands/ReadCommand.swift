// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos read`.
struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Print the value of a resource now.",
        discussion: """
            Of a parameter the stored value; of a topic the newest message, waiting for one until the timeout.
              pharos read ros:/chatter
              pharos read 'ros:/rosdistro?param'
              pharos read 'eval:{ros:/a}*2'                a calculation over any systems' attributes
              pharos read "ros:/pose#rvalue.position.x"    a part of the value
              pharos read mock:/length --full              with unit, set point, time and quality
            """)

    @Argument(help: "The resource.")
    var name: String

    @Flag(name: .long, help: "Break the JSON into lines.")
    var pretty = false

    @Flag(name: .long, help: "Print an object with value, unit, set point, time and quality.")
    var full = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await withPharos(options.configuration) { pharos in
            pharos.noticeOldSpelling(of: name)
            let sample = try await pharos.read(name, timeout: options.duration)
            if full {
                Output.line(try sample.fullJSON())
            } else if !options.json, let unit = sample.unit {
                Output.line(try sample.text(with: unit))
            } else {
                Output.line(try sample.json(pretty: pretty && !options.json))
            }
        }
    }
}
