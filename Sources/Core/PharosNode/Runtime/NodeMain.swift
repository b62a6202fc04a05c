// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import PharosModel
import PharosWire

/// The entry of a node process: a plug-in's `main` is `await NodeMain.run(MyInterface.self)`.
public enum NodeMain {
    /// Runs a node for `interface` with the arguments that the client library gives it, and ends the process's work
    /// when the node ends.
    ///
    /// - Parameters:
    ///   - interface: the type that speaks the scheme.
    ///   - arguments: `--authority`, `--profile`, `--runtime-dir`, `--grace` (seconds), `--keep`, and
    ///     `--allow-publishers PATTERN` (likewise `subscribers`, `services`, `parameters`, and `--deny-…`). With
    ///     `--describe` alone it prints the interface's manifest and touches nothing.
    /// - Returns: the exit code: 0 ended in order, 75 another node was there already, 64 bad arguments, 78 the
    ///   environment does not allow it, 70 anything else.
    public static func run<I: Interface>(
        _ interface: I.Type, arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) async -> Int32 {
        if arguments == ["--describe"] { return describe(interface) }
        do {
            let configuration = try NodeArguments.parse(arguments)
            return await run(interface, configuration: configuration)
        } catch {
            complain("\(error)")
            return 64
        }
    }

    /// Runs a node with a configuration; see ``run(_:arguments:)``.
    public static func run<I: Interface>(_ interface: I.Type, configuration: NodeConfiguration) async -> Int32 {
        // One loop owns the foreign sockets and all clients: a sample crosses the node without a hop.
        let group = MultiThreadedEventLoopGroup.singleton
        var logger = Logger(label: "pharos.node.\(I.scheme)") { NodeLog(label: $0) }
        logger.logLevel = .info
        do {
            let runtime = NodeRuntime<I>(configuration: configuration, logger: logger, group: group)
            guard try await runtime.run() != nil else { return 75 }
            return 0
        } catch let error as PharosError where error.code == .environment {
            complain("\(error)")
            return 78
        } catch {
            complain("\(error)")
            return 70
        }
    }

    private static func describe<I: Interface>(_ interface: I.Type) -> Int32 {
        do {
            print(try I.manifest.json())
            return 0
        } catch {
            complain("the manifest of \(I.scheme): \(error)")
            return 70
        }
    }

    private static func complain(_ text: String) {
        StandardError.print("pharos node: \(text)")
    }
}
