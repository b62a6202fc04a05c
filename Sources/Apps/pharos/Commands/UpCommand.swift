// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import FoundationEssentials
import Pharos
import PharosSupervisor
import PharosWire

/// `pharos up`.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Keep the nodes of a pharos.toml running.",
        discussion: """
            Nodes start when somebody needs them; this is for those that shall be there from boot, with an exposure and
            limits that no client decides. Ends with Ctrl-C or SIGTERM: the nodes then leave in order. The file:

              [pharos]                             # may be left out
              runtime_dir = "/run/pharos"          # default: the user's own

              [node.robot]
              name = "ros://localhost:11311"       # scheme and authority
              restart = "always"                   # or "on-failure", "never"
              max_restarts = 10                    # within restart_window = 600 seconds, then it is given up
              environment = { ROS_IP = "10.0.0.7" }

              [node.robot.expose]                  # what clients see; default: everything
              publishers = ["/camera/**", "/odom"]
              services = { allow = ["/**"], deny = ["~.*/set_logger_level"] }

              [node.robot.limits]
              memory = "512 MiB"
              open_files = 1024

              [node.guests]
              name = "ros://localhost:11311"
              profile = "guests"                   # another view of the same system, in a node of its own
              after = ["robot"]
            """)

    @Argument(help: "The file.", completion: .file(extensions: ["toml"]))
    var file = "pharos.toml"

    @Flag(help: "Only check the file and show what it declares.")
    var check = false

    @Flag(help: "Print what the nodes log, too, each line with its node.")
    var follow = false

    @Flag(help: "Print JSON, one event a line, for programs.")
    var json = false

    func run() async throws {
        let environment = RuntimeDirectory.processEnvironment()
        let deployment = try Deployment(toml: try text(), file: file, environment: environment)
        if check { return show(deployment) }
        let json = json
        let log: @Sendable (String, String) -> Void = { label, line in
            if json { Output.json(["node": .string(label), "event": "log", "text": .string(line)]) } else {
                Output.line("\(label) | \(line)")
            }
        }
        try await Supervisor(deployment, environment: environment, log: follow ? log : nil) { event in
            if json { Output.json(event.json) } else {
                Output.line("\(Timestamp.now) \(event.label) \(event.kind.rawValue): \(event.text)")
            }
        }.run()
    }

    private func text() throws -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw PharosError(
                .environment, "\(file) cannot be read (\(error)); 'pharos up --help' shows what stands in it",
                cause: error)
        }
        return String(decoding: data, as: UTF8.self)
    }

    private func show(_ deployment: Deployment) {
        if json { return Output.json(.array(deployment.nodes.map(\.json))) }
        Output.table(
            ["LABEL", "NODE", "AFTER", "RESTART", "LIMITS"],
            deployment.nodes.map { node in
                [
                    node.label, node.name + (node.profile.isEmpty ? "" : " (\(node.profile))"),
                    node.after.isEmpty ? "-" : node.after.joined(separator: " "), node.restart.rawValue,
                    node.limits.text,
                ]
            })
    }
}

extension SupervisorEvent {
    fileprivate var json: Value {
        [
            "time": .double(Timestamp.now.seconds), "node": .string(label), "event": .string(kind.rawValue),
            "pid": process.map { Value($0) } ?? .null, "text": .string(text),
        ]
    }
}

extension NodeDeclaration {
    fileprivate var json: Value {
        [
            "label": .string(label), "name": .string(name), "profile": .string(profile),
            "after": .array(after.map { .string($0) }), "restart": .string(restart.rawValue),
            "limits": .string(limits.text),
        ]
    }
}

extension ResourceLimits {
    fileprivate var text: String {
        let all = [
            memory.map { "memory \($0 >> 20) MiB" }, openFiles.map { "\($0) open files" },
            cpuSeconds.map { "\($0) s of CPU" }, coreDump.map { "core dump \($0 >> 20) MiB" },
        ].compactMap { $0 }
        return all.isEmpty ? "-" : all.joined(separator: ", ")
    }
}
