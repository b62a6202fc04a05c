// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos plugin`.
struct PlugInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Write a plug-in: a scheme of your own.", subcommands: [Init.self])

    /// `pharos plugin init`.
    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init", abstract: "Make a Swift package with a small plug-in that works and is tested.",
            discussion: """
                The package has an interface with a few resources, the executable pharos-node-NAME, its manifest, and
                tests that run the conformance kit. Change the interface until it speaks your system's language.
                  pharos plugin init lab --pharos /path/to/pharos
                  cd pharos-node-lab && swift test
                """)

        @Argument(help: "The scheme: a lower-case letter, then lower-case letters, digits, '+', '-', '.'.")
        var name: String

        @Option(name: .long, help: "The new package's directory. Default: pharos-node-NAME.")
        var path: String?

        @Option(
            name: .long,
            help: "Where Pharos is: a URL, or a path as it shall stand in the new Package.swift (relative to it).")
        var pharos: String

        func run() throws {
            let template = try PlugInTemplate(name: name, pharos: pharos)
            let directory = path ?? "pharos-node-\(name)"
            for file in try template.write(to: directory) { Output.line(file) }
            Output.line("next: cd \(directory) && swift test")
        }
    }
}
