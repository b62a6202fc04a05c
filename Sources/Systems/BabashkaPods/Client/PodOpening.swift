// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix
import PodProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One start of a pod: its process, and the channel on which its messages travel.
struct PodOpening: Sendable {
    let eventLoop: any EventLoop
    let configuration: BabashkaPodConfiguration
    let process: PodProcessConfiguration
    /// Called on the event loop as soon as there is a process.
    let started: @Sendable (PodProcess) -> Void
    /// Called on the event loop with what the pod sends.
    let received: @Sendable (ByteBuffer) -> Void
    /// Called on the event loop when the pod will send nothing more.
    let closed: @Sendable () -> Void

    func open() -> EventLoopFuture<any Channel> {
        let output = configuration.output
        return PodProcess.start(process, on: eventLoop) { line in
            output(.init(isError: line.stream == .error, isMessage: false, text: line.text))
        } initializer: { channel in
            addHandler(channel)
        }.flatMap { process in
            started(process)
            if let channel = process.channel { return eventLoop.makeSucceededFuture(channel) }
            return port(of: process).flatMap { connect(to: $0) }
        }
    }

    private func addHandler(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(PodBytesHandler(received: received, closed: closed))
        }
    }

    /// The port that the pod opened, when its file is there; fails when the process ended first.
    private func port(of process: PodProcess) -> EventLoopFuture<Int> {
        let promise = eventLoop.makePromise(of: Int.self)
        let file = PodPortFile(folder: configuration.workingDirectory, process: process.pid)
        eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(5), delay: .milliseconds(10)) { task in
            do {
                if let port = try file.port() {
                    promise.succeed(port)
                } else if process.hasEnded {
                    process.exit.whenSuccess {
                        promise.fail(
                            BabashkaPodError(
                                .cannotStart, "the pod ended before it opened a socket", exit: $0.description))
                    }
                } else {
                    return
                }
            } catch {
                promise.fail(error)
            }
            task.cancel()
        }
        return promise.futureResult
    }

    private func connect(to port: Int) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(TimeAmount(configuration.startDeadline))
            .channelInitializer { addHandler($0) }
            .connect(host: "localhost", port: port)
    }
}

/// Hands on what comes.
private final class PodBytesHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: @Sendable (ByteBuffer) -> Void
    private let closed: @Sendable () -> Void

    init(received: @escaping @Sendable (ByteBuffer) -> Void, closed: @escaping @Sendable () -> Void) {
        self.received = received
        self.closed = closed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { received(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    /// The input's end comes as an event where half a stream may live on; for a pod it is the end.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { closed() }
        context.fireUserInboundEventTriggered(event)
    }

    /// A broken pipe: what ended is told by the process's end.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// The file in which a pod says the port of its socket: `.babashka-pod-PID.port` with the number and a line's end.
struct PodPortFile: Sendable {
    let path: String

    init(folder: String?, process: Int32) { path = (folder.map { $0 + "/" } ?? "") + ".babashka-pod-\(process).port" }

    /// The port; `nil` as long as the file is not there or not complete.
    func port() throws(BabashkaPodError) -> Int? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard text.utf8.last == 0x0a else {
            guard count < bytes.count else { throw wrong(text) }
            return nil
        }
        let digits = text.utf8.filter { $0 != 0x0a && $0 != 0x0d }
        guard let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port) else {
            throw wrong(text)
        }
        return port
    }

    private func wrong(_ text: String) -> BabashkaPodError {
        BabashkaPodError(.cannotStart, "expected a port and a line's end in \(path), found '\(text)'")
    }

    /// Takes the file away; nothing when it is gone.
    func remove() { unlink(path) }
}
