// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
public import NIOCore
import NIOPosix
import XMLRPC

/// A ROS 1 master and parameter server for the nodes and tools of ROS 1 as they are.
///
/// Nodes are told of changes at once, each over its own connection: one that hangs delays nobody.
/// Not part of it: a `/rosout` node that republishes on `/rosout_agg`; that is a client of the master like any other.
public final class ROS1Master: Sendable {
    /// Where a master listens and what it says of itself.
    public struct Configuration: Sendable {
        /// The address to listen on. Default: `127.0.0.1`, this machine only; `0.0.0.0` for all.
        public var host: String
        /// The port. Default: 11311; 0: any free one.
        public var port: Int
        /// The host name in ``ROS1Master/uri``. Default: `localhost`.
        public var advertisedHost: String
        /// The parameter `/rosdistro`. Default: `noetic`.
        public var distribution: String
        /// The parameter `/rosversion`. Default: `1.16.0`.
        public var version: String
        /// How long a node may take to answer a notification. Default: 3 s.
        public var notificationDeadline: TimeAmount
        /// Called on the master's event loop for every change; must return at once. Default: none.
        public var onEvent: (@Sendable (MasterEvent) -> Void)?

        /// Creates a configuration.
        public init(
            host: String = "127.0.0.1", port: Int = 11311, advertisedHost: String = "localhost",
            distribution: String = "noetic", version: String = "1.16.0",
            notificationDeadline: TimeAmount = .seconds(3), onEvent: (@Sendable (MasterEvent) -> Void)? = nil
        ) {
            self.host = host
            self.port = port
            self.advertisedHost = advertisedHost
            self.distribution = distribution
            self.version = version
            self.notificationDeadline = notificationDeadline
            self.onEvent = onEvent
        }
    }

    /// What clients put into `ROS_MASTER_URI`.
    public let uri: String
    /// The port it listens on.
    public let port: Int

    private init(uri: String, port: Int) {
        self.uri = uri
        self.port = port
    }

    /// Runs a master until the task is cancelled.
    /// - Throws: when the port cannot be had.
    public static func run(_ configuration: Configuration) async throws {
        try await withROS1Master(configuration) { _ in
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        }
    }

    static func start(
        _ configuration: Configuration, group: any EventLoopGroup
    ) async throws -> (master: ROS1Master, server: XMLRPCServer, state: NIOLoopBound<MasterState>) {
        let loop = group.next()
        let methods = Registry.methods.keys.sorted()
        // The port is known only once the server listens; the first call can come no earlier than that.
        let state = NIOLoopBoundBox<MasterState?>.makeBoxSendingValue(nil, eventLoop: loop)
        let server = try await XMLRPCServer.start(
            host: configuration.host, port: configuration.port, group: loop, methods: methods
        ) { call, loop in
            guard let current = state.value else {
                return loop.makeFailedFuture(XMLRPCError(.busy, "the master is starting"))
            }
            return current.handle(call.method, call.parameters).map { loop.makeSucceededFuture($0) }
        }
        let port = server.port
        let host = configuration.advertisedHost
        let uri = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
        let bound = try await loop.submit {
            let fresh = MasterState(uri: uri, configuration: configuration, loop: loop)
            state.value = fresh
            return NIOLoopBound(fresh, eventLoop: loop)
        }.get()
        return (ROS1Master(uri: uri, port: port), server, bound)
    }
}

/// Runs a master while `body` runs.
///
/// - Parameters:
///   - configuration: where it listens.
///   - body: gets the master, which answers calls by then.
/// - Throws: when the port cannot be had, and what `body` throws.
public func withROS1Master<Result: Sendable>(
    _ configuration: ROS1Master.Configuration, _ body: @Sendable (ROS1Master) async throws -> Result
) async throws -> Result {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    func stop(_ server: XMLRPCServer?, _ state: NIOLoopBound<MasterState>?) async {
        await server?.close()
        if let state { try? await group.next().submit { state.value.close() }.get() }
        try? await group.shutdownGracefully()
    }
    do {
        let started = try await ROS1Master.start(configuration, group: group)
        do {
            let result = try await body(started.master)
            await stop(started.server, started.state)
            return result
        } catch {
            await stop(started.server, started.state)
            throw error
        }
    } catch {
        try? await group.shutdownGracefully()
        throw error
    }
}
