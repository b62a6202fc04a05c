// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos expose`.
struct ExposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expose", abstract: "Show or change which resources a node shows its clients.",
        discussion: """
            Patterns are exact names, globs (* within a segment, ** across) or ~regular expressions. Denial wins.
            Publishers are topics that others publish (clients read them), subscribers topics that others subscribe to
            (clients write them). A list that is not given stays as it is.
              pharos expose ros: --publishers '/camera/**' --deny-publishers '/camera/raw' --services '/add_*'
            """)

    @Argument(help: "The authority.")
    var name: String

    @Option(help: "Allowed publishers.") var publishers: [String] = []
    @Option(help: "Allowed subscribers.") var subscribers: [String] = []
    @Option(help: "Allowed services.") var services: [String] = []
    @Option(help: "Allowed parameters.") var parameters: [String] = []
    @Option(help: "Denied publishers.") var denyPublishers: [String] = []
    @Option(help: "Denied subscribers.") var denySubscribers: [String] = []
    @Option(help: "Denied services.") var denyServices: [String] = []
    @Option(help: "Denied parameters.") var denyParameters: [String] = []

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await withPharos(options.configuration) { pharos in
            let before = try await pharos.expose(name)
            var wanted = before
            try change(&wanted.publishers, publishers, denyPublishers)
            try change(&wanted.subscribers, subscribers, denySubscribers)
            try change(&wanted.services, services, denyServices)
            try change(&wanted.parameters, parameters, denyParameters)
            let now = wanted == before ? before : try await pharos.expose(name, wanted)
            let lists = [
                ("publishers", now.publishers), ("subscribers", now.subscribers), ("services", now.services),
                ("parameters", now.parameters),
            ]
            if options.json {
                Output.json(.record(Record(lists.map { (name: $0.0, value: ["allow": texts($0.1.allow), "deny": texts($0.1.deny)]) })))
            } else {
                Output.table(
                    ["LIST", "ALLOW", "DENY"],
                    lists.map { list in
                        [
                            list.0, list.1.allow.map(\.description).joined(separator: " "),
                            list.1.deny.map(\.description).joined(separator: " "),
                        ]
                    })
            }
        }
    }

    private func texts(_ patterns: [NamePattern]) -> Value { .array(patterns.map { .string($0.description) }) }

    private func change(_ list: inout Exposure.Patterns, _ allow: [String], _ deny: [String]) throws {
        if !allow.isEmpty { list.allow = try allow.map { try NamePattern($0) } }
        if !deny.isEmpty { list.deny = try deny.map { try NamePattern($0) } }
    }
}
