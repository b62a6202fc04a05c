// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosConformance
import ROS1Interface

/// The scheme `ros` against a genuine master and the rospy node `conformance_peer.py`, whose services are the hooks.
struct ROS1Fixture: ConformanceFixture {
    typealias Subject = ROS1Interface

    let authority: String
    // Who subscribes to a topic waits for its publisher.
    let waitsForNames = true
    let resources: [ConformanceResource] = [
        .readOnly("/number", role: .topic, takesWrites: true),
        .writable("/setting", role: .parameter, values: [1, 2, 3]),
        .command("/ask", role: .service, reply: ["success": true, "message": "yes"]),
    ]

    func appear(_ system: ConformanceSystem) async throws -> String {
        try await system.pharos.call(system.name("/control/appear"))
        return "/extra"
    }

    func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.pharos.call(system.name("/control/vanish"))
    }

    func stir(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.pharos.call(system.name("/control/stir"))
    }

    /// A topic that somebody offers and on which nothing comes.
    func stall(_ system: ConformanceSystem) async throws -> String { "/silent" }
}

/// `ros1-conformance localhost:11311 [pharos]`: within this process, or in a node of that `pharos`.
@main
struct ROS1Conformance {
    static func main() async { await Conformance.runProgram("AUTHORITY") { ROS1Fixture(authority: $0) } }
}
