// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOCore
public import PodProcess

/// The life of the process: started, ready, ended, started again, shut down.
extension BabashkaPod {
    /// Starts the program, after a while when it ended lately; not when it ended too often.
    func start() {
        let now = NIODeadline.now()
        let window = TimeAmount(configuration.restarts.window)
        ends.removeAll { $0 + window < now }
        guard ends.count <= configuration.restarts.limit else {
            return failWaiting(
                BabashkaPodError(
                    .restartsExhausted,
                    "the pod ended \(ends.count) times within \(configuration.restarts.window), it is not started again for "
                        + "now; the last time: \(lastEnd?.description ?? "")"))
        }
        phase = .starting
        generation += 1
        let generation = generation
        let restarts = configuration.restarts
        let delay = ends.isEmpty ? .zero : min(restarts.delay * (1 << min(ends.count - 1, 20)), restarts.longestDelay)
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { [weak self] in
            self?.assumeIsolated { $0.open(generation) }
        }
    }

    private func open(_ generation: Int) {
        guard phase == .starting, generation == self.generation else { return }
        session = PodSession(
            limit: configuration.requestsInFlight, limits: configuration.limits, description: configuration.description)
        startTimer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.startDeadline)) {
            [weak self] in
            self?.assumeIsolated { pod in
                guard pod.phase == .starting, pod.generation == generation else { return }
                let expected = pod.channel == nil ? "open its socket" : "answer describe"
                pod.end(
                    because: BabashkaPodError(
                        .cannotStart, "the pod did not \(expected) within \(pod.configuration.startDeadline)"))
            }
        }
        /// Runs on the event loop, as long as it is this program's turn.
        @Sendable func now(_ pod: BabashkaPod?, _ body: @Sendable (isolated BabashkaPod) -> Void) {
            pod?.assumeIsolated { pod in
                if pod.generation == generation { body(pod) }
            }
        }
        let opening: EventLoopFuture<any Channel>
        do {
            opening = PodOpening(
                eventLoop: eventLoop, configuration: configuration, process: try configuration.process(),
                started: { [weak self] process in now(self) { $0.started(process) } },
                received: { [weak self] bytes in now(self) { $0.received(bytes) } },
                closed: { [weak self] in now(self) { $0.streamClosed() } }
            ).open()
        } catch {
            return startFailed(error)
        }
        opening.whenComplete { [weak self] result in
            now(self) { pod in
                switch result {
                case .success(let channel): pod.opened(channel)
                case .failure(let error): pod.startFailed(error)
                }
            }
        }
    }

    private func started(_ process: PodProcess) {
        self.process = process
        let generation = generation
        process.exit.whenSuccess { [weak self] exit in
            self?.assumeIsolated { pod in
                if pod.generation == generation { pod.exited(exit) }
            }
        }
        if phase == .closed { stop(process) }
    }

    /// The process is gone; what it said last may still be on its way. It is not waited for long, for somebody else may
    /// hold the other end.
    private func exited(_ exit: PodExit) {
        guard let channel, channel.isActive, reason == nil else { return ended(exit) }
        if phase == .ready { phase = .starting }
        let generation = generation
        let read = eventLoop.makePromise(of: Void.self)
        channel.closeFuture.whenComplete { _ in read.succeed() }
        let enough = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(200)) { read.succeed() }
        read.futureResult.whenComplete { [weak self] _ in
            enough.cancel()
            self?.assumeIsolated { pod in
                if pod.generation == generation { pod.ended(exit) }
            }
        }
    }

    private func opened(_ channel: any Channel) {
        guard process != nil else { return channel.close(promise: nil) }
        self.channel = channel
        guard phase == .starting, reason == nil else { return }
        if configuration.description == nil { write(PodSession.describe) } else { becomeReady() }
    }

    private func startFailed(_ error: any Error) {
        let failure =
            (error as? BabashkaPodError) ?? BabashkaPodError(.cannotStart, "the pod cannot be started: \(error)")
        // With a process its end tells it, with its last lines; or has told it already.
        if process != nil { return end(because: failure) }
        guard session != nil else { return }
        startTimer?.cancel()
        session = nil
        noteEnd(failure)
        if phase == .starting { phase = .idle }
        failWaiting(failure)
        resumeClosers()
    }

    func becomeReady() {
        guard phase == .starting else { return }
        phase = .ready
        startTimer?.cancel()
        for number in queue {
            if case .description? = pending[number]?.request, let description { succeed(number, description) }
        }
        pump()
    }

    private func received(_ bytes: ByteBuffer) {
        guard reason == nil else { return }
        var events: [PodSession.Event] = []
        var violation: BabashkaPodError?
        do {
            try session?.receive(bytes) { events.append($0) }
        } catch {
            violation = error
        }
        for event in events { handle(event) }
        if let violation { end(because: violation) } else if phase == .ready { pump() }
    }

    /// The pod closed its output. It may be ending, or be of no use any more.
    private func streamClosed() {
        let generation = generation
        eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(500)) { [weak self] in
            self?.assumeIsolated { pod in
                guard pod.generation == generation, pod.process != nil, pod.phase != .closed else { return }
                pod.end(because: BabashkaPodError(.protocolViolation, "the pod closed its side, but did not end"))
            }
        }
    }

    /// Ends the process at once. What was sent to it fails for this reason when it has ended.
    func end(because reason: BabashkaPodError) {
        guard self.reason == nil else { return }
        self.reason = reason
        // Nothing is sent any more.
        if phase == .ready { phase = .starting }
        process?.kill()
    }

    private func ended(_ exit: PodExit) {
        let lines = process?.lastLines.map(\.text) ?? []
        let wasReady = description != nil && session?.isDescribed == true
        var error =
            reason
            ?? BabashkaPodError(
                wasReady ? .died : .cannotStart,
                wasReady
                    ? "the pod ended unexpectedly\(session?.isAtBoundary == false ? ", in the middle of a message" : "")"
                    : "the pod ended before it said what it offers", exit: exit.description)
        error.lastLines = lines
        self.exit = exit
        startTimer?.cancel()
        if configuration.transport == .socket, let process {
            PodPortFile(folder: configuration.workingDirectory, process: process.pid).remove()
        }
        channel?.close(promise: nil)
        (process, channel, session, reason) = (nil, nil, nil, nil)
        if phase == .closed {
            error = BabashkaPodError(.closed, "the pod was shut down")
        } else {
            phase = .idle
            noteEnd(error)
            // What is in a deferred namespace is asked again.
            if configuration.description == nil { description = nil }
        }
        for (number, entry) in pending where entry.isSent { fail(number, error) }
        if !wasReady { failWaiting(error) }
        resumeClosers()
        pump()
    }

    private func noteEnd(_ error: BabashkaPodError) {
        lastEnd = error
        ends.append(.now())
    }

    private func failWaiting(_ error: BabashkaPodError) {
        let waiting = queue
        queue = []
        for number in waiting { fail(number, error) }
    }

    // MARK: The end

    /// Shuts the pod down: it is asked, then told, then killed. Calls that are under way or wait fail with `closed`.
    /// - Returns: how its process ended; `nil` when none ran.
    @discardableResult
    public func close() async -> PodExit? {
        if phase != .closed {
            let wasIdle = phase == .idle
            phase = .closed
            startTimer?.cancel()
            failWaiting(BabashkaPodError(.closed, "the pod was shut down"))
            if wasIdle { return nil }
            if let process { stop(process) } else if session == nil { return nil }
        }
        guard session != nil else { return exit }
        await withCheckedContinuation { closers.append($0) }
        return exit
    }

    private func stop(_ process: PodProcess) {
        let shutdown = description?.operations.contains("shutdown") == true ? channel : nil
        process.stop {
            if let shutdown {
                shutdown.writeAndFlush(PodSession.shutdown.encoded, promise: nil)
            } else {
                process.signal(15)
            }
        }
    }

    private func resumeClosers() {
        let waiting = closers
        closers = []
        for closer in waiting { closer.resume() }
    }
}
