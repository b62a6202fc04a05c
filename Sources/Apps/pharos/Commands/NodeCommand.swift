// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import MockInterface
import Pharos
import PharosNode
import PodInterface
import ROS1Interface

/// `pharos node`.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Look at and steer node processes.",
        discussion: """
            A node is the process that speaks a system's language for all programs of a user. Nodes start when they are
            needed; these commands are for looking after them.
            """,
        subcommands: [List.self, Stop.self, Restart.self, Logs.self, ROS.self, Mock.self, Pods.self])

    /// `pharos node ps`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ps", abstract: "List running nodes, their clients and what they carry.")

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let nodes = try await withPharos(options.configuration) { try await $0.nodes() }
            if options.json { return Output.json(.array(nodes.map(\.json))) }
            guard !nodes.isEmpty else { return Output.line("no node is running") }
            Output.table(
                ["NODE", "PID", "UP", "CLIENTS", "RESOURCES", "IN", "OUT", "DROPPED", "CALLS", "MEMORY", "STATE"],
                nodes.map(\.row))
        }
    }

    /// `pharos node stop`.
    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop", abstract: "Stop the node of an authority; programs that still use it start a new one.")

        @Argument(help: "The authority, ros: or mock://lab.")
        var name: String

        @OptionGroup var options: ClientOptions

        func run() async throws {
            var configuration = options.configuration
            configuration.startsNodes = false
            try await withPharos(configuration) { try await $0.stopNode(name) }
        }
    }

    /// `pharos node restart`.
    struct Restart: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restart", abstract: "Stop the node of an authority and start a new one.")

        @Argument(help: "The authority.")
        var name: String

        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await withPharos(options.configuration) { pharos in
                try await pharos.stopNode(name)
                _ = try await pharos.list(name)
            }
        }
    }

    /// `pharos node logs`.
    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "logs", abstract: "Print the end of a node's log.")

        @Argument(help: "The authority.")
        var name: String

        @Option(name: [.customShort("n"), .long], help: "How many lines.")
        var lines = 40

        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await withPharos(options.configuration) { pharos in
                for line in try pharos.nodeLog(name, lines: max(1, lines)) { Output.line(line) }
            }
        }
    }

    /// The arguments that the client library gives a node, taken as they are.
    struct Arguments: ParsableArguments {
        @Argument(parsing: .captureForPassthrough, help: "The node's options; see NodeMain.")
        var arguments: [String] = []
    }

    /// `pharos node ros`.
    struct ROS: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ros", abstract: "Be a node for a ROS 1 master (started by the client library).",
            shouldDisplay: false)
        @OptionGroup var rest: Arguments
        func run() async throws { throw ExitCode(await NodeMain.run(ROS1Interface.self, arguments: rest.arguments)) }
    }

    /// `pharos node pod`.
    struct Pods: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pod", abstract: "Be a node for a folder of pods (started by the client library).",
            shouldDisplay: false)
        @OptionGroup var rest: Arguments
        func run() async throws { throw ExitCode(await NodeMain.run(PodInterface.self, arguments: rest.arguments)) }
    }

    /// `pharos node mock`.
    struct Mock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mock", abstract: "Be a node for a mock system (started by the client library).",
            shouldDisplay: false)
        @OptionGroup var rest: Arguments
        func run() async throws { throw ExitCode(await NodeMain.run(MockInterface.self, arguments: rest.arguments)) }
    }
}

extension NodeInfo {
    fileprivate var json: Value {
        [
            "scheme": .string(scheme), "authority": .string(authority), "profile": .string(profile),
            "pid": Value(process), "started": .double(started.seconds), "state": .string(state),
            "clients": .array(
                clients.map {
                    [
                        "name": .string($0.name), "pid": Value($0.process), "subscriptions": Value($0.subscriptions),
                        "queued": Value($0.queuedSamples), "queued_bytes": Value($0.queuedBytes),
                        "dropped": Value($0.dropped),
                    ]
                }),
            "resources": Value(resources), "samples_in": Value(samplesIn), "samples_out": Value(samplesOut),
            "samples_dropped": Value(samplesDropped), "calls": Value(calls), "resident_bytes": Value(residentBytes),
        ]
    }

    fileprivate var row: [String] {
        [
            "\(scheme):\(authority.isEmpty ? "" : "//" + authority)\(profile.isEmpty ? "" : " (\(profile))")",
            "\(process)", "\(Int(Timestamp.now.seconds - started.seconds)) s", "\(clients.count)", "\(resources)",
            "\(samplesIn)", "\(samplesOut)", "\(samplesDropped)", "\(calls)", "\(residentBytes >> 20) MiB", state,
        ]
    }
}
