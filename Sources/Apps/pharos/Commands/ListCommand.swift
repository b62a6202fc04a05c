// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos ls`.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the resources of a system with their types.",
        discussion: """
            pharos ls ros:                      all of the master at ROS_MASTER_URI, else localhost:11311
            pharos ls 'ros://robot/arm/**'      what is below /arm
            pharos ls ros: --watch              then appearances (+), changes (~) and disappearances (-) as they happen
            """)

    @Argument(help: "An authority, with a pattern of names if you like: ros:, ros://host:11311, 'ros:/arm/*'.")
    var name: String

    @Flag(name: .long, help: "Go on and print what appears, changes and vanishes.")
    var watch = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await withPharos(options.configuration) { pharos in
            if watch { return try await follow(pharos) }
            let resources = try await pharos.list(name, timeout: options.duration)
            if options.json {
                Output.json(.array(resources.map(\.json)))
            } else if resources.isEmpty {
                Output.line("nothing to show in \(name)")
            } else {
                Output.table(["ROLE", "NAME", "TYPE", "ACCESS"], resources.map(\.row))
            }
        }
    }

    private func follow(_ pharos: Pharos) async throws {
        for try await change in pharos.resources(of: name) {
            show("+", "appeared", change.appeared)
            show("~", "changed", change.changed)
            show("-", "vanished", change.vanished)
        }
    }

    private func show(_ sign: String, _ word: String, _ resources: [ResourceInfo]) {
        for resource in resources.sorted(by: { ($0.path, $0.role.rawValue) < ($1.path, $1.role.rawValue) }) {
            if options.json {
                Output.json(["change": .string(word), "resource": resource.json])
            } else {
                let row = resource.row
                Output.line("\(sign) \(row[0]) \(row[1]) \(row[2])\(row[3].isEmpty ? "" : " (\(row[3]))")")
            }
        }
    }
}
