// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import Framing
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A running node: lock, socket, interface, sessions; ends when it is told to, by a signal, or when nobody needs it.
struct NodeRuntime<I: Interface>: Sendable {
    let configuration: NodeConfiguration
    let logger: Logger
    let group: any EventLoopGroup

    /// Runs until the node ends.
    /// - Returns: why it ended, or `nil` when another node for the same key was already running.
    func run() async throws -> String? {
        let key = NodeKey(scheme: I.scheme, authority: configuration.authority, profile: configuration.profile)
        let directory =
            configuration.runtimeDirectory.isEmpty
            ? try RuntimeDirectory() : try RuntimeDirectory(path: configuration.runtimeDirectory)
        guard let lock = try NodeLock(key, in: directory) else { return nil }
        let reason = try await serve(key, directory)
        _ = consume lock
        return reason
    }

    private func serve(_ key: NodeKey, _ directory: RuntimeDirectory) async throws -> String {
        let loop = group.next()
        let (stops, stop) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let core = try await loop.submit {
            try NodeCore.assemble(
                key, configuration: configuration, identity: NodeIdentity.digits(key, in: directory), eventLoop: loop,
                logger: logger, interface: { try I(context: $0) }, whenStopped: { stop.yield($0) })
        }.get()
        let server = try await listen(core, at: directory.socket(key))
        try NodeRecord.write(key, in: directory)
        let signals = SignalWatch([SIGTERM, SIGINT]) { stop.yield("signal \($0)") }
        logger.info("node started", metadata: ["node": "\(key)", "pid": "\(getpid())"])
        core.onLoop { core.considerLeaving() }
        let logFile = NodeLogFile(path: directory.log(key))
        let rotation = loop.scheduleRepeatedTask(initialDelay: .seconds(5), delay: .seconds(5)) { _ in
            logFile.rotateWhenLarge()
        }
        defer { rotation.cancel() }

        let runner = Task { await core.runInterface() }
        var reason = "stopped"
        for await why in stops {
            reason = why
            break
        }
        signals.cancel()
        // The socket goes first: from here on a client that needs the node starts a new one, as soon as the lock is
        // free.
        unlink(directory.socket(key))
        unlink(directory.record(key))
        try? await server.close()
        core.onLoop { core.sayGoodbye() }
        await drain(core)
        runner.cancel()
        await bounded(.seconds(3)) { await core.interface.shutdown() }
        try? await loop.submit { core.closeAll() }.get()
        // One turn of the loop, so that what was written last leaves.
        try? await loop.scheduleTask(in: .milliseconds(5)) {}.futureResult.get()
        logger.info("node ended", metadata: ["reason": "\(reason)"])
        return reason
    }

    /// Lets the calls in flight end, for as long as a client may reasonably wait for another node.
    private func drain(_ core: NodeCore) async {
        let deadline = NIODeadline.now() + configuration.drainTime
        while NIODeadline.now() < deadline {
            let isBusy = (try? await core.eventLoop.submit { core.isBusy }.get()) ?? false
            guard isBusy else { return }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    private func listen(_ core: NodeCore, at path: String) async throws -> any Channel {
        // Whoever holds the lock may remove what a dead node left.
        unlink(path)
        let server = try await ServerBootstrap(group: core.eventLoop)
            .serverChannelOption(.backlog, value: 512)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            // A big sample passes in a few pieces instead of many; credit, not the socket, bounds what is on its way.
            .childChannelOption(.socketOption(.so_sndbuf), value: 1 << 20)
            .childChannelInitializer { channel in
                NodeRuntime.peerUser(channel).flatMapThrowing { user in
                    if user == getuid() {
                        try Session(core: core).install(in: channel)
                    } else {
                        try channel.pipeline.syncOperations.addHandler(ForeignPeer(user: user, logger: core.logger))
                    }
                }
            }
            .bind(unixDomainSocketPath: path)
            .get()
        // Nobody else gets through the directory (0700) before this. A umask would be the whole process's.
        chmod(path, 0o600)
        return server
    }

    private static func peerUser(_ channel: any Channel) -> EventLoopFuture<UInt32> {
        guard let provider = channel as? any SocketOptionProvider, pharos_so_peercred() >= 0 else {
            return channel.eventLoop.makeSucceededFuture(getuid())
        }
        let peer: EventLoopFuture<pharos_peer> = provider.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: pharos_sol_socket()),
            name: NIOBSDSocket.Option(rawValue: pharos_so_peercred()))
        return peer.map(\.uid)
    }
}
