// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosNode
import PharosWire
import ROS1Master

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos master`.
struct MasterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "master", abstract: "Be a ROS 1 master, without ROS being installed.",
        discussion: """
            Master API, parameter server and /rosout_agg, for unmodified rospy, roscpp and ROS tools. Other than the
            genuine one it is not held up by nodes that do not answer. Ends with Ctrl-C.
              pharos master                 on port 11311
              pharos master --port 0        on any free port, which is printed
            """)

    @Option(name: [.short, .long], help: "The port; 0: any free one.")
    var port = 11311

    @Option(name: .long, help: "The address to listen on; 0.0.0.0 for all.")
    var host = "127.0.0.1"

    @Option(name: .long, help: "The host name that nodes are told. Default: localhost, or the listening address.")
    var advertise: String?

    @Flag(name: [.short, .long], help: "Print registrations as they happen.")
    var verbose = false

    func run() async throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port takes 0 to 65535") }
        let advertised = advertise ?? (host == "127.0.0.1" || host == "0.0.0.0" ? "localhost" : host)
        var configuration = ROS1Master.Configuration(host: host, port: port, advertisedHost: advertised)
        if verbose {
            configuration.onEvent = { event in Output.line("\(event.kind) \(event.name) \(event.node)") }
        }
        let (ends, end) = AsyncStream<Int32>.makeStream()
        let signals = SignalWatch([SIGINT, SIGTERM]) { end.yield($0) }
        defer { signals.cancel() }
        try await withROS1Master(configuration) { master in
            Output.line("ROS_MASTER_URI=\(master.uri)")
            try await withRosoutAggregation(master.uri) {
                for await _ in ends { return }
            }
        }
    }
}
