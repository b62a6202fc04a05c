// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import Pharos
import PharosModel
import PharosWire
import ServiceLifecycle
import UnixSignals

/// Keeps the nodes of a deployment running until it is told to end.
///
/// It is no daemon that clients would depend on: they talk to the nodes directly, and nodes that it leaves behind when
/// it is killed serve on until nobody uses them.
public struct Supervisor: Sendable {
    private let deployment: Deployment
    private let environment: [String: String]
    private let report: @Sendable (SupervisorEvent) -> Void
    private let log: (@Sendable (_ label: String, _ line: String) -> Void)?

    /// A supervisor.
    /// - Parameters:
    ///   - deployment: what to keep running.
    ///   - environment: what the nodes inherit, and where the runtime directory is looked up.
    ///   - log: given each line that a node logs from now on, with the node's label. Default: the nodes' logs stay in
    ///     their files alone.
    ///   - report: told what happens, from any thread.
    public init(
        _ deployment: Deployment, environment: [String: String],
        log: (@Sendable (_ label: String, _ line: String) -> Void)? = nil,
        report: @escaping @Sendable (SupervisorEvent) -> Void
    ) {
        self.deployment = deployment
        self.environment = environment
        self.log = log
        self.report = report
    }

    /// Runs until SIGTERM or SIGINT, then tells the nodes to leave, the one started last first: calls in flight end,
    /// what clients serve is unregistered, and who takes longer than its `stop_timeout` is killed.
    /// - Throws: ``PharosError``: `environment` when the runtime directory cannot be used, `nodeUnavailable` when no
    ///   node is left that could run.
    public func run() async throws {
        let directory: RuntimeDirectory
        if let path = deployment.runtimeDirectory {
            directory = try RuntimeDirectory(path: path, source: "pharos.runtime_dir")
        } else {
            directory = try RuntimeDirectory(environment: environment)
        }
        let readiness = Dictionary(
            uniqueKeysWithValues: deployment.nodes.map { ($0.label, Readiness($0.label)) })
        let left = RemainingNodes(deployment.nodes.count)
        let services: [any Service] = deployment.nodes.compactMap { node in
            guard let own = readiness[node.label] else { return nil }
            return SupervisedNode(
                declaration: node, directory: directory, executable: deployment.executable, environment: environment,
                dependencies: node.after.compactMap { readiness[$0] }, readiness: own, left: left,
                report: report)
        }
        let logger = Logger(label: "pharos.up", factory: { _ in SwiftLogNoOpLogHandler() })
        let group = ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        left.whenNone { Task { await group.triggerGracefulShutdown() } }
        let mirror = log.map { log in
            Task { [deployment] in
                await LogMirror(
                    nodes: deployment.nodes.map { ($0.label, directory.log($0.key)) }, report: log
                ).run()
            }
        }
        defer { mirror?.cancel() }
        try await group.run()
        mirror?.cancel()
        await mirror?.value
        if let failures = left.failures {
            throw PharosError(.nodeUnavailable, "no node is left running: \(failures.joined(separator: "; "))")
        }
    }
}
