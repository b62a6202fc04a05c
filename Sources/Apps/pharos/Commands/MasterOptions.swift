// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Logging
import NIOCore
import NIOPosix
import Pharos
import ROS1

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Options of commands that take part in a ROS 1 graph themselves, as its own tools do.
struct MasterOptions: ParsableArguments {
    @Option(name: .long, help: "The master. Default: ROS_MASTER_URI, else http://localhost:11311.")
    var master: String?

    @Option(name: [.long, .customShort("t")], help: "Seconds to wait for an answer.")
    var timeout = 5.0

    func validate() throws {
        guard timeout > 0, timeout < 1e6 else { throw ValidationError("--timeout takes a number of seconds above 0") }
    }

    var timeAmount: TimeAmount { .nanoseconds(Int64(timeout * 1e9)) }

    /// Runs `body` with a node of a name that no other has, which does not speak on /rosout.
    func withNode<Result: Sendable>(
        _ name: String, _ body: @Sendable (Node) async throws -> Result
    ) async throws -> Result {
        var environment: [String: String] = [:]
        for variable in ["ROS_MASTER_URI", "ROS_IP", "ROS_HOSTNAME", "ROS_IPV6"] {
            if let value = getenv(variable) { environment[variable] = String(cString: value) }
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let unique = GraphName.anonymous(
            "pharos_\(name)", process: getpid(), milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
        var configuration = ROS1.NodeConfiguration(name: unique)
        configuration.masterURI = master
        configuration.environment = environment
        configuration.isLogging = false
        do {
            return try await ROS1.withNode(
                unique, configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
                logger: Logger(label: "pharos.\(name)", factory: { _ in SwiftLogNoOpLogHandler() }), body)
        } catch let error as ROS1Error {
            throw PharosError(error)
        }
    }
}

extension PharosError {
    /// A failure of the ROS graph, for the exit code.
    init(_ error: ROS1Error) {
        let code: Code =
            switch error.code {
            case .masterUnreachable: .systemUnreachable
            case .deadlineExceeded: .deadlineExceeded
            case .invalidName: .invalidName
            case .noProvider, .noParameter: .notFound
            default: .systemFailed
            }
        self.init(code, error.message, cause: error)
    }
}
