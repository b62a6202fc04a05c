// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
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
    private nonisolated let started = NIOLockedValueBox<Node?>(nil)

    init(_ context: InterfaceContext) { self.context = context }

    /// The node; without a hop when it has been started.
    nonisolated func node() async throws -> Node {
        if let node = started.withLockedValue({ $0 }) { return node }
        return try await start()
    }

    private func start() async throws -> Node {
        if let starting { return try await starting.value }
        let context = context
        let task = Task {
            // The same name at each start: a master forgets what a node registered when another of its name comes, so
            // that a killed node leaves nothing behind.
            var configuration = NodeConfiguration(name: "pharos_\(NodeHolder.hostName())_\(context.identity)")
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
            let node = try await task.value
            started.withLockedValue { $0 = node }
            return node
        } catch {
            starting = nil
            throw PharosError.ros(error, nil)
        }
    }

    /// This machine's name in the letters that ROS names have.
    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "host" }
        let name = buffer.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let letters = name.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return letters.isEmpty ? "host" : String(letters)
    }

    func shutdown() async {
        guard let node = try? await starting?.value else { return }
        await node.shutdown()
    }
}
