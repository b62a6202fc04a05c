// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import ROSMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A node of this library that the integration tests steer: commands as JSON lines on its standard input, what happens
/// as JSON lines on its standard output. Ends with its input.
@main
struct Peer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2 else { throw ROS1Error(.invalidName, "ros1-peer <master> <role> [argument …]") }
        let lines = Lines()
        var configuration = NodeConfiguration(name: "pharos_peer")
        configuration.masterURI = arguments[1]
        configuration.arguments = Array(arguments.dropFirst(3))
        configuration.environment = ["ROS_HOSTNAME": "localhost"]
        for name in ["ROS_HOSTNAME", "ROS_IP", "ROS_IPV6"] {
            if let value = getenv(name) { configuration.environment[name] = String(cString: value) }
        }
        try await withNode(
            "pharos_peer", configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            logger: Logger(label: "peer", factory: { _ in SwiftLogNoOpLogHandler() })
        ) { @Sendable node in
            node.onShutdown = { tell("shutdown", ["reason": .string($0)]) }
            switch arguments[2] {
            case "action-client": try await actionClient(node, lines)
            case "action-server": try await actionServer(node, lines)
            case "transforms": try await transforms(node, lines)
            case "reconfigure": try await reconfigure(node, lines)
            case "statistics": try await statistics(node, lines)
            case "network": try await network(node, lines)
            default: throw ROS1Error(.invalidName, "there is no role '\(arguments[2])'")
            }
        }
    }

    /// Prints something that happened.
    static func tell(_ event: String, _ more: Record = [:]) {
        // Whole and at once: others read along.
        let line = Array("\(Value.record(Record([(name: "event", value: .string(event))] + more.entries)))\n".utf8)
        _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The commands, read on a thread of their own.
struct Lines: AsyncSequence, Sendable {
    typealias Element = Value

    private let stream: AsyncStream<Value>

    init() {
        let (stream, sink) = AsyncStream.makeStream(of: Value.self)
        self.stream = stream
        NIOThreadPool.singleton.submit { _ in
            while let line = readLine() {
                if let value = try? JSONReader().value(line) { sink.yield(value) }
            }
            sink.finish()
        }
    }

    func makeAsyncIterator() -> AsyncStream<Value>.Iterator { stream.makeAsyncIterator() }
}
