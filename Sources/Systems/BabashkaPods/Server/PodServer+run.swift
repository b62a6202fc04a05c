// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PodServer {
    /// Serves the client that started this program until it shuts the pod down or goes.
    ///
    /// With `BABASHKA_POD_TRANSPORT=socket` in the environment a port of this machine is opened and written to
    /// `.babashka-pod-PID.port` in the working directory; otherwise standard input and output are the connection, and
    /// descriptor 1 is standard error from here on.
    /// - Throws: ``BabashkaPodError`` when there is no client or it sends what are no messages.
    public func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        if let transport = getenv("BABASHKA_POD_TRANSPORT"), String(cString: transport) == "socket" {
            try await listen(group)
        } else {
            try await serve(standardStreams(group))
        }
    }

    private func standardStreams(_ group: MultiThreadedEventLoopGroup) async throws -> Connection {
        let descriptors = (dup(0), dup(1))
        guard descriptors.0 >= 0, descriptors.1 >= 0, dup2(2, 1) >= 0 else {
            throw BabashkaPodError(
                .cannotStart, "standard input and output are not open; pods are started by their clients")
        }
        do {
            return try await NIOPipeBootstrap(group: group)
                .takingOwnershipOfDescriptors(input: descriptors.0, output: descriptors.1) { channel in
                    channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
                }
        } catch {
            throw BabashkaPodError(
                .cannotStart, "standard input and output are no pipes (\(error)); pods are started by their clients")
        }
    }

    private func listen(_ group: MultiThreadedEventLoopGroup) async throws {
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        let file = PodPortFile(folder: nil, process: getpid())
        try file.write(listener.channel.localAddress?.port ?? 0)
        defer { file.remove() }
        let patience = listener.channel.eventLoop.scheduleTask(in: TimeAmount(connectDeadline)) {
            listener.channel.close(promise: nil)
        }
        try await listener.executeThenClose { connections in
            for try await connection in connections {
                patience.cancel()
                // One client, whose pod this is.
                return try await serve(connection)
            }
            throw BabashkaPodError(.cannotStart, "no client connected within \(connectDeadline)")
        }
    }

    package typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Serves one client until it shuts the pod down or goes; what runs then is cancelled.
    package func serve(_ connection: Connection) async throws {
        try await connection.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { calls in
                defer { calls.cancelAll() }
                var session = PodServerSession(self)
                var running = 0
                for try await bytes in inbound {
                    session.append(bytes)
                    while let action = try session.next() {
                        switch action {
                        case .reply(let message): try await outbound.write(message.encoded)
                        case .shutdown: return
                        case .call(let id, let body, let arguments):
                            if running >= callsAtOnce {
                                try await calls.next()
                                running -= 1
                            }
                            running += 1
                            let call = PodCall(id: id, format: format) { try await outbound.write($0.encoded) }
                            calls.addTask { try await call.run(body, arguments) }
                        }
                    }
                }
            }
        }
    }
}

extension PodPortFile {
    /// Says the port. The file appears with its whole text.
    func write(_ port: Int) throws(BabashkaPodError) {
        let draft = path + ".new"
        guard let file = fopen(draft, "w") else { throw unwritable }
        let isWritten = fputs("\(port)\n", file) >= 0
        guard fclose(file) == 0, isWritten, rename(draft, path) == 0 else { throw unwritable }
    }

    private var unwritable: BabashkaPodError {
        BabashkaPodError(.cannotStart, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
