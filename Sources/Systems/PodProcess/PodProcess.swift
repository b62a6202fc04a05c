// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess
import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix

/// One child process with a byte stream to it: the leader of a group of its own, with a given environment and no
/// inherited descriptors, whose noise is log lines and whose end is a value.
///
/// The byte stream is a channel whose pipeline the caller builds: protocol handlers sit in it. Everything happens on the
/// event loop given; the process is killed when the loop's thread ends, when this program dies however it does (Linux),
/// and when nobody holds the `PodProcess` any more.
///
/// ```swift
/// let process = try await PodProcess.start(.init(executable: "/usr/bin/python3", arguments: ["x.py"]), on: loop) { channel in
///     channel.pipeline.addHandler(MyProtocol())
/// }.get()
/// ```
public final class PodProcess: Sendable {
    /// The loop of its channel and of everything it tells.
    public let eventLoop: any EventLoop
    /// The process's number; its group has the same.
    public var pid: Int32 { child.pid }
    /// The byte stream; `nil` with ``PodProcessConfiguration/Transport/none``. Closing it closes the process's input.
    public let channel: (any Channel)?
    /// How it ended, once its last lines were read as well. Never fails.
    public let exit: EventLoopFuture<PodExit>
    /// What became of the limits and the sandbox.
    public let confinement: PodConfinement
    /// This side of the socket over which descriptors are sent, or −1. Closed when the process has ended *and* this object
    /// goes; to be used on the event loop.
    public let descriptorSocket: Int32

    private let child: Child
    private let termination: PodTermination
    private let lines: Lines

    private init(
        eventLoop: any EventLoop, child: Child, channel: (any Channel)?, exit: EventLoopFuture<PodExit>,
        confinement: PodConfinement, descriptorSocket: Int32, termination: PodTermination, lines: Lines
    ) {
        self.eventLoop = eventLoop
        self.child = child
        self.channel = channel
        self.exit = exit
        self.confinement = confinement
        self.descriptorSocket = descriptorSocket
        self.termination = termination
        self.lines = lines
    }

    deinit {
        kill()
        SystemCalls.closeAll([descriptorSocket])
    }

    /// The last lines that it wrote outside its protocol, oldest first.
    public var lastLines: [PodLine] { lines.last }

    /// Whether it has ended and was reaped.
    public var hasEnded: Bool { child.hasEnded }

    /// Sends a signal to the process alone; nothing when it has ended.
    public func signal(_ number: Int32) { child.signal(number, toGroup: false) }

    /// Ends the whole group at once (SIGKILL).
    public func kill() { child.signal(SystemCalls.killed, toGroup: true) }

    /// Ends the process step by step: it is asked, then SIGTERM, then SIGKILL.
    /// - Parameter ask: how it is asked, on the event loop; standard: its input is closed.
    /// - Returns: how it ended.
    @discardableResult
    public func stop(asking ask: (@Sendable () -> Void)? = nil) -> EventLoopFuture<PodExit> {
        eventLoop.execute {
            if let ask { ask() } else { self.channel?.close(promise: nil) }
        }
        let asked = TimeAmount(termination.asked)
        let terminated = asked + TimeAmount(termination.terminated)
        let steps = [
            eventLoop.scheduleTask(in: asked) { self.child.signal(SystemCalls.terminated, toGroup: true) },
            eventLoop.scheduleTask(in: terminated) { self.kill() },
        ]
        exit.whenComplete { _ in for step in steps { step.cancel() } }
        return exit
    }

    /// Starts a process.
    /// - Parameters:
    ///   - configuration: what is started, and what it may do.
    ///   - eventLoop: where its channels live.
    ///   - line: called on the loop with each line that it writes outside its protocol.
    ///   - initializer: builds the pipeline of the byte stream; not called with
    ///     ``PodProcessConfiguration/Transport/none``.
    /// - Returns: the process; or fails with ``PodProcessError``.
    public static func start(
        _ configuration: PodProcessConfiguration, on eventLoop: any EventLoop,
        line: @escaping @Sendable (PodLine) -> Void = { _ in },
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<PodProcess> {
        eventLoop.flatSubmit {
            do {
                return try launch(configuration, on: eventLoop, line: line, initializer: initializer)
            } catch {
                return eventLoop.makeFailedFuture(error)
            }
        }
    }

    private static func launch(
        _ configuration: PodProcessConfiguration, on eventLoop: any EventLoop,
        line: @escaping @Sendable (PodLine) -> Void,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) throws(PodProcessError) -> EventLoopFuture<PodProcess> {
        let pairs = try DescriptorPairs(configuration.transport)
        let started: (pid: Int32, confinement: PodConfinement)
        do {
            started = try Spawning.spawn(configuration, descriptors: pairs.child)
        } catch {
            pairs.closeAll()
            throw error
        }
        pairs.closeChild()
        let child = Child(pid: started.pid)
        let lines = Lines(kept: configuration.keptLines, tell: line)
        let ended = eventLoop.makePromise(of: PodExit.self)
        child.watch { ended.succeed($0) }

        let logs = [(pairs.output, PodLine.Stream.output), (pairs.error, .error)].filter { $0.0 >= 0 }.map {
            (descriptor, stream) in
            NIOPipeBootstrap(group: eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            LineHandler(longest: configuration.longestLine) {
                                lines.add(PodLine(stream: stream, text: $0))
                            })
                    }
                }
                .takingOwnershipOfDescriptor(input: descriptor)
        }
        let stream: EventLoopFuture<(any Channel)?>
        switch configuration.transport {
        case .socket, .socketWithDescriptors:
            stream = ClientBootstrap(group: eventLoop).channelInitializer(initializer)
                .withConnectedSocket(pairs.input).map { $0 }
        case .pipes:
            stream = NIOPipeBootstrap(group: eventLoop).channelInitializer(initializer)
                .takingOwnershipOfDescriptors(input: pairs.protocolOutput, output: pairs.input).map { $0 }
        case .none:
            stream = eventLoop.makeSucceededFuture(nil)
        }
        return EventLoopFuture.whenAllSucceed(logs, on: eventLoop).and(stream).map { logs, channel in
            PodProcess(
                eventLoop: eventLoop, child: child, channel: channel,
                exit: Self.exit(ended.futureResult, after: logs.map(\.closeFuture)),
                confinement: started.confinement, descriptorSocket: pairs.descriptors,
                termination: configuration.termination,
                lines: lines)
        }.flatMapErrorThrowing { error in
            child.signal(SystemCalls.killed, toGroup: true)
            SystemCalls.closeAll([pairs.descriptors])
            throw PodProcessError(.cannotStart, "the process has no channel: \(error)")
        }
    }

    /// The end, once the log pipes are empty; they are not waited for long, for somebody else may hold them.
    private static func exit(
        _ ended: EventLoopFuture<PodExit>, after logs: [EventLoopFuture<Void>]
    ) -> EventLoopFuture<PodExit> {
        let eventLoop = ended.eventLoop
        return ended.flatMap { exit in
            let told = eventLoop.makePromise(of: PodExit.self)
            let enough = eventLoop.scheduleTask(in: .milliseconds(200)) { told.succeed(exit) }
            EventLoopFuture.andAllComplete(logs, on: eventLoop).whenComplete { _ in
                enough.cancel()
                told.succeed(exit)
            }
            return told.futureResult
        }
    }

    /// The last lines, and who hears each.
    private final class Lines: Sendable {
        private let kept: Int
        private let tell: @Sendable (PodLine) -> Void
        private let lines = NIOLockedValueBox<[PodLine]>([])

        init(kept: Int, tell: @escaping @Sendable (PodLine) -> Void) {
            self.kept = max(kept, 0)
            self.tell = tell
        }

        var last: [PodLine] { lines.withLockedValue { $0 } }

        func add(_ line: PodLine) {
            lines.withLockedValue {
                $0.append(line)
                if $0.count > kept { $0.removeFirst($0.count - kept) }
            }
            tell(line)
        }
    }
}
