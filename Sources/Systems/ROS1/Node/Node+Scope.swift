// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Logging
public import NIOCore

/// Runs `body` with a node, and shuts the node down when it ends, however it ends.
///
/// - Parameters:
///   - name: the node's base name.
///   - configuration: how it presents itself; its name is replaced by `name`. Default: an ordinary node.
///   - eventLoop: the loop the node lives on.
///   - logger: where it writes what happens.
/// - Throws: ``ROS1Error`` with `invalidName` or of the sockets; what `body` throws.
public func withNode<Result: Sendable>(
    _ name: String, _ configuration: NodeConfiguration? = nil, eventLoop: any EventLoop, logger: Logger,
    _ body: (Node) async throws -> Result
) async throws -> Result {
    var configuration = configuration ?? NodeConfiguration(name: name)
    configuration.name = name
    let node = try await Node.start(configuration, eventLoop: eventLoop, logger: logger)
    do {
        let result = try await body(node)
        await node.shutdown()
        return result
    } catch {
        await node.shutdown()
        throw error
    }
}
