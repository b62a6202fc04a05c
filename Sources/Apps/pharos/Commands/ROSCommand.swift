// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOCore
import Pharos
import ROS1

/// `pharos ros`.
struct ROSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ros", abstract: "Nodes of a ROS 1 graph: list them, ask them, end them.",
        subcommands: [Nodes.self, Info.self, Ping.self, Kill.self])

    /// `pharos ros nodes`.
    struct Nodes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "nodes", abstract: "List the nodes with how much each has, and where it is.")

        @Flag(name: .long, help: "Print JSON, one node a line, for programs.")
        var json = false

        @OptionGroup var options: MasterOptions

        func run() async throws {
            let rows = try await options.withNode("ros") { node -> [(String, [Int], String)] in
                let graph = try await node.graph(timeout: options.timeAmount)
                func count(_ table: [String: [String]], _ name: String) -> Int {
                    table.values.count { $0.contains(name) }
                }
                var rows: [(String, [Int], String)] = []
                for name in graph.nodes.sorted() {
                    let counts = [graph.publishers, graph.subscribers, graph.services].map { count($0, name) }
                    rows.append((name, counts, (try? await node.lookupNode(name)) ?? ""))
                }
                return rows
            }
            if json {
                for (name, counts, uri) in rows {
                    Output.json([
                        "name": .string(name), "publishes": Value(counts[0]), "subscribes": Value(counts[1]),
                        "serves": Value(counts[2]), "uri": .string(uri),
                    ])
                }
            } else {
                Output.table(
                    ["node", "publishes", "subscribes", "serves", "at"],
                    rows.map { [$0.0] + $0.1.map { "\($0)" } + [$0.2] })
            }
        }
    }

    /// `pharos ros info`.
    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info", abstract: "Print what a node publishes, subscribes and serves, and its connections.")

        @Argument(help: "The node.")
        var name: String

        @Flag(name: .long, help: "Print JSON, for programs.")
        var json = false

        @OptionGroup var options: MasterOptions

        func run() async throws {
            let report = try await options.withNode("ros") { node -> Value in
                let own = try node.resolve(name)
                let uri = try await node.lookupNode(name)
                let graph = try await node.graph(timeout: options.timeAmount)
                func names(_ table: [String: [String]]) -> [String] {
                    table.filter { $0.value.contains(own) }.keys.sorted()
                }
                func topics(_ table: [String: [String]]) -> Value {
                    .array(
                        names(table).map { ["name": .string($0), "type": .string(graph.types[$0] ?? "*")] as Value })
                }
                var report: Record = [
                    "name": .string(own), "uri": .string(uri), "publishes": topics(graph.publishers),
                    "subscribes": topics(graph.subscribers),
                    "serves": .array(names(graph.services).map { ["name": .string($0)] }),
                ]
                // A node that does not answer is still in the master's lists.
                do {
                    let timeout = options.timeAmount
                    report["pid"] = try await node.processIdentifier(of: name, timeout: timeout).map { Value($0) }
                    report["connections"] = .array(
                        try await node.connections(of: name, timeout: timeout).map { connection in
                            [
                                "topic": .string(connection.topic), "direction": .string("\(connection.direction)"),
                                "other": .string(connection.other), "transport": .string(connection.transport),
                                "connected": .bool(connection.isConnected),
                            ]
                        })
                } catch let error as ROS1Error {
                    report["error"] = .string(error.message)
                }
                return .record(report)
            }
            if json { Output.json(report) } else { Info.show(report) }
        }

        private static func show(_ report: Value) {
            Output.line("\(report.name.string ?? "")  \(report.uri.string ?? "")" + (report.pid.int.map { "  pid \($0)" } ?? ""))
            for part in ["publishes", "subscribes", "serves"] {
                guard let rows = report[part].array, !rows.isEmpty else { continue }
                Output.line("\n\(part)")
                for row in rows { Output.line("  \(row.name.string ?? "")  \(row.type.string ?? "")".trimmedEnd) }
            }
            if let rows = report.connections.array, !rows.isEmpty {
                Output.line("\nconnections")
                for row in rows {
                    let state = row.connected == true ? "" : "  not connected"
                    Output.line(
                        "  \(row.topic.string ?? "")  \(row.direction.string ?? "")  \(row.other.string ?? "")  "
                            + "\(row.transport.string ?? "")\(state)")
                }
            }
            if let error = report.error.string { Output.line("\n\(error)") }
        }
    }

    /// `pharos ros ping`.
    struct Ping: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ping", abstract: "Ask nodes whether they are there, and how quickly they answer.")

        @Argument(help: "The nodes. Default: all.")
        var names: [String] = []

        @Option(name: .shortAndLong, help: "How often each is asked.")
        var count = 1

        @OptionGroup var options: MasterOptions

        func validate() throws { if count < 1 { throw ValidationError("--count takes a number above 0") } }

        func run() async throws {
            let silent = try await options.withNode("ros") { node -> Int in
                let asked = names.isEmpty ? try await node.graph(timeout: options.timeAmount).nodes.sorted() : names
                var silent = 0
                for round in 0..<count {
                    if round > 0 { try await Task.sleep(for: .seconds(1)) }
                    for name in asked {
                        do {
                            let took = try await node.ping(name, timeout: options.timeAmount)
                            Output.line("\(name)  \(Double(took.nanoseconds / 1000) / 1000) ms")
                        } catch let error as ROS1Error {
                            if error.code == .noNode, !names.isEmpty { throw error }
                            silent += 1
                            Output.line("\(name)  \(error.message)")
                        }
                    }
                }
                return silent
            }
            if silent > 0 { throw ExitCode(1) }
        }
    }

    /// `pharos ros kill`.
    struct Kill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "kill", abstract: "Tell nodes to end.")

        @Argument(help: "The nodes.")
        var names: [String]

        @OptionGroup var options: MasterOptions

        func run() async throws {
            try await options.withNode("ros") { node in
                for name in names {
                    try await node.shutDown(name, timeout: options.timeAmount)
                    Output.line("\(name) was told to end")
                }
            }
        }
    }
}

extension String {
    /// Without blanks at its end.
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
