// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import DequeModule
public import NIOCore
import NIOPosix
import PodProcess

/// A babashka pod: a program in any language whose functions are called through the pod protocol.
///
/// The program is started by the first call and again when it has ended, within a budget; every call has a deadline.
/// What was sent to a program that ended fails with its exit code or signal and its last lines; what still waited for
/// its turn is sent to the next one. A pod that does not answer in time is ended, for nobody knows what it does, unless
/// it may have several requests at once.
///
/// ```swift
/// try await BabashkaPod.withPod(.init(command: ["pod-lispyclouds-sqlite"])) { pod in
///     let rows = try await pod.invoke("pod.lispyclouds.sqlite/execute!", ["select 1"])
/// }
/// ```
///
/// Specification: <https://github.com/babashka/pods>, "Pod protocol".
public actor BabashkaPod {
    enum Phase { case idle, starting, ready, closed }

    enum Request {
        /// Wants the description alone.
        case description
        /// A stream says what happens when its reader is slow; a call has none.
        case invoke(String, [ClojureValue], PodStream.Overflow?)
        case load(String)
    }

    enum Sink {
        case description(CheckedContinuation<PodDescription, any Error>)
        case value(CheckedContinuation<ClojureValue, any Error>)
        case stream(AsyncThrowingStream<ClojureValue, any Error>.Continuation)
        case namespace(CheckedContinuation<PodNamespace, any Error>)
    }

    struct Pending {
        let request: Request
        let sink: Sink
        var isSent = false
    }

    /// How it is started and how much is asked of it.
    public nonisolated let configuration: BabashkaPodConfiguration
    nonisolated let eventLoop: any EventLoop
    /// The event loop: the pod's bytes are read there.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    var phase = Phase.idle
    var description: PodDescription?
    /// The program that runs, and which in the row of all it is.
    var process: PodProcess?
    var channel: (any Channel)?
    var session: PodSession?
    var generation = 0
    /// Why the program is being ended, when it is this side that ends it.
    var reason: BabashkaPodError?
    var startTimer: Scheduled<Void>?
    /// When programs ended by themselves, within the window.
    var ends: [NIODeadline] = []
    var lastEnd: BabashkaPodError?
    var closers: [CheckedContinuation<Void, Never>] = []
    var exit: PodExit?

    var pending: [UInt64: Pending] = [:]
    var queue: Deque<UInt64> = []
    private var lastNumber: UInt64 = 0
    lazy var deadlines = DeadlineTable(eventLoop: eventLoop) { [weak self] number in
        self?.assumeIsolated { $0.expire(number) }
    }

    /// A pod, which the first call starts.
    /// - Parameters:
    ///   - configuration: how it is started and how much is asked of it.
    ///   - eventLoop: where its bytes are read. Default: one of the process's own.
    public init(_ configuration: BabashkaPodConfiguration, on eventLoop: (any EventLoop)? = nil) {
        self.configuration = configuration
        self.eventLoop = eventLoop ?? MultiThreadedEventLoopGroup.singleton.next()
        description = configuration.description
    }

    /// Runs `body` with a pod, which ends with it.
    public static func withPod<Result>(
        _ configuration: BabashkaPodConfiguration, on eventLoop: (any EventLoop)? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (BabashkaPod) async throws -> Result
    ) async throws -> Result {
        let pod = BabashkaPod(configuration, on: eventLoop)
        do {
            let result = try await body(pod)
            await pod.close()
            return result
        } catch {
            await pod.close()
            throw error
        }
    }

    // MARK: What can be asked

    /// The number of the process that runs; `nil` when none does.
    public var processNumber: Int32? { process?.pid }

    /// What the pod offers; starts it when it does not run.
    /// - Parameter deadline: how long it may take. Default: that of the configuration.
    public func describe(deadline: Duration? = nil) async throws -> PodDescription {
        try await described(by: time(deadline))
    }

    /// Calls a function and gives its value; its first one, when it sends several.
    /// - Parameters:
    ///   - function: its full name, `space/name`. A deferred namespace is loaded on the way.
    ///   - arguments: its arguments.
    ///   - deadline: how long the call may take, with its wait for its turn. Default: that of the configuration.
    /// - Throws: ``BabashkaPodError``: `failed` with the function's message and data; `notFound`, `died`,
    ///   `deadlineExceeded` and the others of its codes. `CancellationError` when the task was cancelled.
    public func invoke(
        _ function: String, _ arguments: [ClojureValue] = [], deadline: Duration? = nil
    ) async throws -> ClojureValue {
        let time = time(deadline)
        try await find(function, by: time)
        let number = nextNumber()
        return try await cancellable(number) {
            try await withCheckedThrowingContinuation {
                submit(number, .invoke(function, arguments, nil), .value($0), time)
            }
        }
    }

    /// Calls a function that sends values as they come.
    /// - Parameters:
    ///   - function: its full name, `space/name`.
    ///   - arguments: its arguments.
    ///   - held: how many values wait for the reader at most.
    ///   - overflow: what happens when there are more.
    public func stream(
        _ function: String, _ arguments: [ClojureValue] = [], holding held: Int = 1024,
        overflow: PodStream.Overflow = .fails
    ) async throws -> PodStream {
        try await find(function, by: time(nil))
        let number = nextNumber()
        let (values, continuation) = AsyncThrowingStream.makeStream(
            of: ClojureValue.self,
            bufferingPolicy: overflow == .fails ? .bufferingOldest(max(held, 1)) : .bufferingNewest(max(held, 1)))
        continuation.onTermination = { [weak self, eventLoop] end in
            guard case .cancelled = end, let pod = self else { return }
            eventLoop.execute { pod.assumeIsolated { $0.cancel(number) } }
        }
        submit(number, .invoke(function, arguments, overflow), .stream(continuation), nil)
        return PodStream(values: values, pod: self)
    }

    /// Asks what is in a deferred namespace.
    @discardableResult
    public func load(namespace: String, deadline: Duration? = nil) async throws -> PodNamespace {
        try await load(namespace, by: time(deadline))
    }

    // MARK: Requests

    private func time(_ duration: Duration?) -> NIODeadline { .now() + TimeAmount(duration ?? configuration.deadline) }

    private func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    private func cancellable<Result: Sendable>(
        _ number: UInt64, _ body: () async throws -> Result
    ) async throws -> Result {
        try await withTaskCancellationHandler(operation: body) {
            eventLoop.execute { self.assumeIsolated { $0.cancel(number) } }
        }
    }

    private func described(by time: NIODeadline) async throws -> PodDescription {
        if phase == .ready, let description { return description }
        let number = nextNumber()
        return try await cancellable(number) {
            try await withCheckedThrowingContinuation { submit(number, .description, .description($0), time) }
        }
    }

    private func load(_ namespace: String, by time: NIODeadline) async throws -> PodNamespace {
        guard try await described(by: time).namespace(namespace) != nil else {
            throw BabashkaPodError(.notFound, "the pod has no namespace '\(namespace)'")
        }
        let number = nextNumber()
        return try await cancellable(number) {
            try await withCheckedThrowingContinuation { submit(number, .load(namespace), .namespace($0), time) }
        }
    }

    /// Makes sure that there is such a function, which can be called from here.
    private func find(_ function: String, by time: NIODeadline) async throws {
        let parts = function.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else {
            throw BabashkaPodError(.misuse, "expected a function as space/name, found '\(function)'")
        }
        var description = try await described(by: time)
        if let namespace = description.namespace(String(parts[0])), namespace.isDeferred {
            _ = try await load(namespace.name, by: time)
            description = self.description ?? description
        }
        if let found = description.function(function) {
            guard found.code == nil else {
                throw BabashkaPodError(
                    .notFound, "'\(function)' is Clojure source for the client, which only a Clojure program can run")
            }
        } else if !configuration.invokesUnlisted {
            let offered = description.namespaces.flatMap { space in space.vars.map { "\(space.name)/\($0.name)" } }
            throw BabashkaPodError(
                .notFound,
                "the pod has no function '\(function)'; it has "
                    + (offered.prefix(20) + (offered.count > 20 ? ["…"] : [])).joined(separator: ", "))
        }
    }

    private func submit(_ number: UInt64, _ request: Request, _ sink: Sink, _ time: NIODeadline?) {
        pending[number] = Pending(request: request, sink: sink)
        guard phase != .closed else { return fail(number, BabashkaPodError(.closed, "the pod was shut down")) }
        guard queue.count < configuration.waitingCalls else {
            return fail(
                number,
                BabashkaPodError(.overloaded, "\(queue.count) calls wait for this pod already; no more are taken"))
        }
        queue.append(number)
        if let time { deadlines.set(number, time) }
        pump()
    }

    /// Sends what may be sent, in order.
    func pump() {
        while let number = queue.first {
            guard let entry = pending[number] else {
                queue.removeFirst()
                continue
            }
            switch phase {
            case .idle: return start()
            case .starting, .closed: return
            case .ready: break
            }
            let message: Bencode
            switch entry.request {
            case .description:
                queue.removeFirst()
                if let description { succeed(number, description) }
                continue
            case .invoke(let function, let arguments, let overflow):
                guard session?.hasPlace == true,
                    let invocation = session?.invoke(number, function, arguments, isStream: overflow != nil)
                else { return }
                message = invocation
                if overflow != nil { settle(number) }
            case .load(let namespace):
                guard session?.hasPlace == true, let request = session?.load(number, namespace) else { return }
                message = request
            }
            queue.removeFirst()
            pending[number]?.isSent = true
            write(message)
        }
    }

    func write(_ message: Bencode) { channel?.writeAndFlush(message.encoded, promise: nil) }

    /// Lets the next request pass after a while, when a stream says nothing.
    private func settle(_ number: UInt64) {
        let generation = generation
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.streamSettling)) { [weak self] in
            self?.assumeIsolated { pod in
                guard pod.generation == generation else { return }
                pod.session?.freePlace(number)
                pod.pump()
            }
        }
    }
}
