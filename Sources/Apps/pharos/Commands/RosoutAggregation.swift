// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import Pharos
import ROS1
import ROSMessages
import StandardMessages

/// Runs `body` with a node beside the master that publishes everything from /rosout again on /rosout_agg, as
/// `roscore` does with its node /rosout.
func withRosoutAggregation(_ masterURI: String, _ body: () async throws -> Void) async throws {
    var configuration = ROS1.NodeConfiguration(name: "rosout")
    configuration.masterURI = masterURI
    // It hears /rosout; it does not speak there.
    configuration.isLogging = false
    let logger = Logger(label: "pharos.master", factory: { _ in SwiftLogNoOpLogHandler() })
    let node = try await Node.start(
        configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(), logger: logger)
    do {
        let schema = try MessageSchema.resolve(try MessageName("rosgraph_msgs/Log")) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
        let aggregate = try await node.advertise("/rosout_agg", as: schema)
        let subscription = try await node.subscribe("/rosout", as: schema) { aggregate.publish($0.bytes) }
        try await body()
        await subscription.cancel()
        await node.shutdown()
    } catch {
        await node.shutdown()
        throw error
    }
}
