// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel
package import PharosWire

/// A connection to a node by who looks after it rather than uses it: as long as it is open the node stays, and its
/// end is the node's.
package final class NodeAttachment: Sendable {
    private let connection: NodeConnection

    private init(_ connection: NodeConnection) { self.connection = connection }

    /// Connects to a running node.
    /// - Throws: an `IOError` when nobody listens; ``PharosError``.
    package static func connect(
        _ key: NodeKey, in directory: RuntimeDirectory, name: String, group: any EventLoopGroup,
        whenClosed: @escaping @Sendable () -> Void
    ) async throws -> NodeAttachment {
        let connection = try await NodeConnection.connect(
            key, path: directory.socket(key), clientName: name, group: group
        ) { _, closing in
            closing.fail(PharosError(.nodeDied, "the node \(key) closed the connection"))
            whenClosed()
        }
        return NodeAttachment(connection)
    }

    /// The node's process.
    package var process: Int32 { Int32(bitPattern: connection.welcome.pid) }

    /// What the node says of itself; that it says anything shows that it is well.
    package func status(timeout: TimeAmount) async throws(PharosError) -> NodeInfo {
        var request = Pharos_V1_Request()
        request.status = Pharos_V1_Status()
        return NodeInfo(try await connection.request(request, timeout: timeout).status, without: 0)
    }

    /// Asks the node to leave in order.
    package func stop() async throws(PharosError) {
        var request = Pharos_V1_Request()
        request.stop = Pharos_V1_Stop()
        _ = try await connection.request(request, timeout: .seconds(2))
    }

    /// Lets go of the node.
    package func close() {
        connection.onLoop { self.connection.close() }
    }
}
