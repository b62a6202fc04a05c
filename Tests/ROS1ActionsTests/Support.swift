// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOPosix
import ROS1
import ROS1Actions
import ROSMessages
import StandardMessages
import Testing

/// actionlib/Test: a number to reach, the number that was reached, the number meanwhile.
func testAction() throws -> ActionSchema {
    try ActionSchema(
        name: try MessageName("actionlib/Test"), text: "int32 goal\n---\nint32 result\n---\nint32 feedback\n"
    ) {
        name throws(MessageError) in try StandardDefinitions.text(of: name)
    }
}

/// A node of that name, for as long as `body` runs.
func with<R: Sendable>(_ name: String, _ master: String, _ body: (Node) async throws -> R) async throws -> R {
    var configuration = NodeConfiguration(name: name)
    configuration.masterURI = master
    configuration.isLogging = false
    return try await withNode(
        name, configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), body)
}

func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<500 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not come about within 5 s")
}
