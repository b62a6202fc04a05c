// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import PharosModel
import PharosNode
import ROS1

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The one ROS node of this process, started when it is first needed.
actor NodeHolder {
    private let context: InterfaceContext
    private var starting: Task<Node, any Error>?

    init(_ context: InterfaceContext) { self.context = context }

    func node() async throws -> Node {
        if let starting { return try await starting.value }
        let context = context
        let task = Task {
            var configuration = NodeConfiguration(
                name: GraphName.anonymous(
                    "pharos", process: getpid(), milliseconds: Timestamp.now.nanoseconds / 1_000_000))
            configuration.masterURI = "http://\(context.authority)"
            configuration.environment = context.environment
            let node = try await Node.start(configuration, eventLoop: context.eventLoop, logger: context.logger)
            node.onShutdown = { reason in
                context.logger.warning("somebody shut the ROS node down", metadata: ["reason": "\(reason)"])
                // The runtime ends the process in order; clients that still need a node get a new one.
                kill(getpid(), SIGTERM)
            }
            return node
        }
        starting = task
        do {
            return try await task.value
        } catch {
            starting = nil
            throw PharosError.ros(error, nil)
        }
    }

    func shutdown() async {
        guard let node = try? await starting?.value else { return }
        await node.shutdown()
    }
}
