// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PodProcess

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One process of a pod: its conversation, the calls it has, the memory it shares with us. Confined to its event loop.
final class PodWorker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Who is told what happens to a worker.
    protocol Owner: AnyObject {
        func worker(_ worker: PodWorker, isReady interface: PodInterfaceDescription)
        func worker(_ worker: PodWorker, finished call: PodCall)
        func worker(_ worker: PodWorker, logged record: PodLogRecord)
        func worker(_ worker: PodWorker, asks call: PodHostCall, number: UInt32)
        func worker(_ worker: PodWorker, endedBy reason: PodError, exit: PodExit)
    }

    let configuration: Pod.Configuration
    let eventLoop: any EventLoop
    weak var owner: (any Owner)?
    private(set) var process: PodProcess?
    private(set) var calls: [UInt32: PodCall] = [:]
    /// The calls it has had.
    private(set) var callCount = 0
    private(set) var isReady = false
    /// Why it is to end; no more calls are given to it.
    private(set) var reason: PodError?
    /// Our handlers that are at work for it.
    var handlers: [UInt32: Task<Void, Never>] = [:]

    private var decoder: PodFrameDecoder
    private var context: ChannelHandlerContext?
    private var memory: WorkerMemory?
    private var startTimer: Scheduled<Void>?
    var health = WorkerHealth()

    init(_ configuration: Pod.Configuration, eventLoop: any EventLoop, owner: any Owner) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        self.owner = owner
        decoder = PodFrameDecoder(longest: configuration.longestMessage)
    }

    /// Whether it may be given one more call.
    var takesCalls: Bool {
        isReady && reason == nil && calls.count < configuration.callsInFlight
            && callCount < configuration.callsPerWorker ?? .max
    }

    // MARK: Life

    func start() {
        let processConfiguration: PodProcessConfiguration
        do {
            processConfiguration = try self.processConfiguration()
        } catch {
            return end(error, exit: .unknown)
        }
        let reference = NIOLoopBound(self, eventLoop: eventLoop)
        startTimer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.startTimeout)) {
            reference.value.stop(
                PodError(.startTimedOut, "the pod was not ready after \(reference.value.configuration.startTimeout)"),
                now: true)
        }
        PodProcess.start(
            processConfiguration, on: eventLoop,
            line: { line in reference.value.log(line) },
            initializer: { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(reference.value)
                }
            }
        ).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let process): self.started(process)
            case .failure(let error):
                self.end(PodError(.startFailed, "the pod cannot be started: \(error)"), exit: .unknown)
            }
        }
    }

    private func processConfiguration() throws(PodError) -> PodProcessConfiguration {
        var environment = PodProcessConfiguration.scrubbedEnvironment(
            passing: configuration.passedEnvironment, adding: configuration.environment)
        if environment["PYTHONUNBUFFERED"] == nil { environment["PYTHONUNBUFFERED"] = "1" }
        let file = if let file = configuration.workerFile { file } else { try WorkerScript.path() }
        return PodProcessConfiguration(
            executable: configuration.interpreter, arguments: ["-I", file], environment: environment,
            workingDirectory: configuration.root, transport: .socketWithDescriptors, limits: configuration.limits,
            sandbox: configuration.sandbox(worker: file), termination: configuration.termination)
    }

    private func started(_ process: PodProcess) {
        self.process = process
        let memory = WorkerMemory(
            socket: process.descriptorSocket, threshold: configuration.sharedMemoryThreshold, eventLoop: eventLoop)
        memory.releasesWait = { [weak self] in self?.releaseSoon() }
        self.memory = memory
        process.exit.assumeIsolated().whenSuccess { exit in
            self.end(PodError(.workerDied, "the pod's process \(process.pid) \(exit)"), exit: exit)
        }
        if let reason { return stop(reason, now: true) }
        let shares = configuration.sharedMemoryThreshold < Int.max
        let options: PodDictionary = [
            "root": .string(configuration.root), "name": .string(configuration.name),
            "level": PodValue(configuration.logLevel), "longest": PodValue(configuration.longestMessage),
            "shares": .bool(shares), "threshold": PodValue(configuration.sharedMemoryThreshold),
        ]
        send(.start, 0) { buffer throws(PodError) in try PodValueWriter().write(.dictionary(options), into: &buffer) }
    }

    /// Ends the process, step by step or at once. The calls it has fail when it has ended.
    func stop(_ reason: PodError, now: Bool) {
        if self.reason == nil { self.reason = reason }
        isReady = false
        guard let process else { return }
        if now { process.kill() } else { process.stop() }
    }

    private func end(_ error: PodError, exit: PodExit) {
        startTimer?.cancel()
        isReady = false
        var error = reason ?? error
        error.exit = exit
        error.lastLines = process?.lastLines ?? []
        reason = error
        for handler in handlers.values { handler.cancel() }
        handlers = [:]
        let left = calls.values.sorted { $0.wireNumber < $1.wireNumber }
        calls = [:]
        for call in left { call.fail(error) }
        memory = nil
        context?.close(promise: nil)
        owner?.worker(self, endedBy: error, exit: exit)
        owner = nil
        // It holds us, for its lines.
        process = nil
    }

    // MARK: Calls

    /// Gives it a call.
    func take(_ call: PodCall) {
        callCount += 1
        call.worker = self
        call.wireNumber = UInt32(truncatingIfNeeded: callCount)
        let number = call.wireNumber
        do {
            try transmit(.call, number) { [memory] buffer throws(PodError) in
                let writer = PodValueWriter(sharing: memory ?? PodValueWriter.NoSharing())
                writer.head(4, 0x90, 16, nil, 0xdc, 0xdd, into: &buffer)
                writer.write(call.name, into: &buffer)
                try writer.write(.list(call.arguments), into: &buffer)
                try writer.write(.dictionary(call.keywords), into: &buffer)
                try writer.write(PodValue(call.credit), into: &buffer)
            }
            call.lent = memory?.takeLent() ?? []
            calls[number] = call
        } catch {
            memory?.giveBack(memory?.takeLent() ?? [])
            call.fail(error)
            owner?.worker(self, finished: call)
        }
    }

    /// Tells it that nobody waits for a call any more: a message, the signal, and after the grace the end of the process.
    func cancel(_ call: PodCall) {
        guard let context, let process, calls[call.wireNumber] === call else { return }
        let number = call.wireNumber
        let written = eventLoop.makePromise(of: Void.self)
        // The signal is of use when the message has arrived, which says what it is about.
        written.futureResult.whenSuccess { process.signal(SIGUSR1) }
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(5 as UInt32, PodFrame.Kind.cancel.rawValue, number)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: written)
        killUnlessEnded(call)
    }

    private func killUnlessEnded(_ call: PodCall) {
        let number = call.wireNumber
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.cancellationGrace)) { [weak self] in
            guard let self, self.calls[number] === call else { return }
            // It may stand behind one that somebody waits for: its own time begins when that has ended.
            if self.calls.values.contains(where: { $0.wireNumber < number && !$0.isAnswered }) {
                return self.killUnlessEnded(call)
            }
            self.stop(
                PodError(
                    .workerReplaced,
                    "the pod's process was killed, for a call of '\(call.name)' did not end when it was cancelled"),
                now: true)
        }
    }

    /// Lets a stream go on.
    func credit(_ call: PodCall, _ count: Int) {
        guard calls[call.wireNumber] === call else { return }
        send(.credit, call.wireNumber) { buffer throws(PodError) in
            try PodValueWriter().write(PodValue(count), into: &buffer)
        }
    }

    /// Answers a call of the pod.
    func answer(_ number: UInt32, _ result: Result<PodValue, any Error>) {
        guard handlers.removeValue(forKey: number) != nil else { return }
        func fail(_ error: any Error) {
            send(.hostError, number) { buffer throws(PodError) in
                try PodValueWriter().write(
                    .list([.string("\(type(of: error))"), .string("\(error)")]), into: &buffer)
            }
        }
        switch result {
        case .success(let value):
            do {
                try transmit(.hostResult, number) { buffer throws(PodError) in
                    try PodValueWriter().write(value, into: &buffer)
                }
            } catch {
                fail(error)
            }
        case .failure(let error): fail(error)
        }
    }

    private func finish(_ number: UInt32) -> PodCall? {
        guard let call = calls.removeValue(forKey: number) else { return nil }
        memory?.giveBack(call.lent)
        call.lent = []
        return call
    }

    // MARK: Frames out

    /// Sends what is small and always can be sent.
    func send(_ kind: PodFrame.Kind, _ call: UInt32, _ body: (inout ByteBuffer) throws(PodError) -> Void) {
        do {
            try transmit(kind, call, body)
        } catch {
            stop(error, now: true)
        }
    }

    private func transmit(
        _ kind: PodFrame.Kind, _ call: UInt32, _ body: (inout ByteBuffer) throws(PodError) -> Void
    ) throws(PodError) {
        guard let context else { throw PodError(.workerDied, "the pod's process is gone") }
        var buffer = context.channel.allocator.buffer(capacity: 128)
        let releases = memory?.takeReleases() ?? []
        if !releases.isEmpty { try write(releases, into: &buffer) }
        try buffer.writePodFrame(kind, call, longest: configuration.longestMessage, body)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func write(_ releases: [UInt64], into buffer: inout ByteBuffer) throws(PodError) {
        try buffer.writePodFrame(.release, 0, longest: .max) { buffer throws(PodError) in
            try PodValueWriter().write(.list(releases.map(\.podValue)), into: &buffer)
        }
    }

    /// Releases go with the next call; when there is none, by themselves.
    private func releaseSoon() {
        eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(50)) { [weak self] in
            guard let self, let context = self.context, let releases = self.memory?.takeReleases(), !releases.isEmpty
            else {
                return
            }
            var buffer = ByteBuffer()
            guard (try? self.write(releases, into: &buffer)) != nil else { return }
            context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
        }
    }

    // MARK: Frames in

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        decoder.append(unwrapInboundIn(data))
        health.hasSpoken()
        do {
            while let frame = try decoder.next() { try handle(frame) }
        } catch {
            stop(error, now: true)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // It hung up and may live on: without a conversation it is of no use.
        if reason == nil { isReady = false }
        process?.stop()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func handle(_ frame: PodFrame) throws(PodError) {
        switch frame.kind {
        case .result: try result(frame)
        case .item:
            guard let call = calls[frame.call] else { throw stray(frame) }
            guard let value = try value(of: frame, for: call) else { return }
            try call.yield(value)
        case .end: try ended(frame)?.finish(nil)
        case .stream: guard calls[frame.call] != nil else { throw stray(frame) }
        case .cancelled: try ended(frame)?.fail(PodError(.cancelled, "the call was cancelled"))
        case .error:
            let error = try PodException.error(from: PodValueReader.read(frame.body), function: calls[frame.call]?.name)
            try ended(frame)?.fail(error)
        case .progress:
            let parts = try PodValueReader.read(frame.body).elements ?? []
            guard parts.count == 3 else {
                throw PodError(.protocolViolation, "the pod's progress has \(parts.count) parts")
            }
            // Progress may come from a thread of the pod's after its call has ended.
            calls[frame.call]?.options.onProgress?(
                PodProgress(current: parts[0].double, maximum: parts[1].double, message: parts[2].string))
        case .log: try logged(frame)
        case .hostCall: try asked(frame)
        case .drop:
            let numbers = try PodValueReader.read(frame.body).elements ?? []
            memory?.drop(numbers.compactMap { if case .int(let number) = $0 { UInt64(exactly: number) } else { nil } })
        case .pong: break
        case .hello, .failed: try greeted(frame)
        case .start, .call, .cancel, .credit, .hostResult, .hostError, .release, .ping: throw stray(frame)
        }
    }

    private func stray(_ frame: PodFrame) -> PodError {
        PodError(.protocolViolation, "the pod sends '\(frame.kind)' for call \(frame.call), which it does not have")
    }

    private func ended(_ frame: PodFrame) throws(PodError) -> PodCall? {
        guard let call = finish(frame.call) else { throw stray(frame) }
        defer { owner?.worker(self, finished: call) }
        return call
    }

    private func result(_ frame: PodFrame) throws(PodError) {
        guard let call = finish(frame.call) else { throw stray(frame) }
        if let value = try value(of: frame, for: call) { call.finish(value) }
        owner?.worker(self, finished: call)
    }

    /// The value that came; when it cannot be had though the conversation is sound, the call fails.
    private func value(of frame: PodFrame, for call: PodCall) throws(PodError) -> PodValue? {
        do {
            return try PodValueReader.read(frame.body) { [memory] number throws(PodError) in
                guard let memory else { throw PodError(.workerDied, "the pod's process is gone") }
                return try memory.find(number)
            }
        } catch {
            call.fail(error)
            if error.code == .protocolViolation { throw error }
            return nil
        }
    }

    private func greeted(_ frame: PodFrame) throws(PodError) {
        guard !isReady, callCount == 0 else { throw stray(frame) }
        let greeting = try PodValueReader.read(frame.body)
        if frame.kind == .failed {
            var error = try PodException.error(from: greeting, function: nil)
            error.code = .startFailed
            error.message =
                "pods/\(configuration.name)/pod.py cannot be imported: \(error.exception?.description ?? "")"
            return stop(error, now: false)
        }
        let interface = try PodInterfaceDescription(greeting: greeting)
        guard reason == nil else { return }
        startTimer?.cancel()
        isReady = true
        watchHealth()
        owner?.worker(self, isReady: interface)
    }
}
