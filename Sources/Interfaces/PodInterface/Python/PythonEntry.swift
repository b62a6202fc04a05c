// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import PharosNode
import PodEnvironments
import Pods

/// A Python pod as its files are: what it has, and the running pod once somebody has called it.
final class PythonEntry: PodEntry {
    private struct State {
        var start: Task<Pod, any Error>?
        var failure: (error: PharosError, until: NIODeadline)?
        var progress = "it is being started"
        /// What the lock was when the environment was made from it.
        var lock: String??
        var lastLook = LastLook()
        var isClosed = false
    }

    let pod: PodSource
    /// What its files were when it was looked at.
    let stamp: String
    /// What `pod.py` says of itself, or why that is not known.
    let outline: Result<PodOutline, PodEnvironmentError>
    /// How it is run, or what is wrong with what its files say of that.
    let settings: Result<PodSettings, PharosError>
    private let context: InterfaceContext
    private let state = NIOLockedValueBox(State())
    private let idle: IdleStop

    /// How long a failure to start is the answer to the next calls: each try costs seconds, and pip the network.
    private static let failureTime = TimeAmount.seconds(2)

    private init(
        _ pod: PodSource, stamp: String, outline: Result<PodOutline, PodEnvironmentError>,
        settings: Result<PodSettings, PharosError>, context: InterfaceContext
    ) {
        self.pod = pod
        self.stamp = stamp
        self.outline = outline
        self.settings = settings
        self.context = context
        let state = state
        idle = IdleStop(after: (try? settings.get())?.idleStop, on: context.eventLoop) { [logger = context.logger] in
            guard let start = state.withLockedValue({ $0.start.take() }) else { return }
            logger.debug("nobody has called the pod for a while", metadata: ["pod": "\(pod.name)"])
            PythonEntry.end(start)
        }
    }

    /// Reads what a pod has.
    static func read(
        _ pod: PodSource, stamp: String, settings: Result<PodSettings, PharosError>, context: InterfaceContext
    ) async -> PythonEntry {
        let outline: Result<PodOutline, PodEnvironmentError>
        do throws(PodEnvironmentError) {
            outline = .success(try await pod.outline(environment: context.environment))
        } catch {
            context.logger.warning("a pod cannot be read", metadata: ["pod": "\(pod.name)", "error": "\(error)"])
            outline = .failure(error)
        }
        return PythonEntry(pod, stamp: stamp, outline: outline, settings: settings, context: context)
    }

    /// The files that were read, and the lock that the environment was made from.
    var isCurrent: Bool {
        let (lock, isRecent) = state.withLockedValue { ($0.lock, $0.lastLook.isRecent) }
        guard !isRecent else { return true }
        guard pod.stamp == stamp, lock == nil || lock == .some(pod.lockStamp) else { return false }
        state.withLockedValue { $0.lastLook.note() }
        return true
    }

    /// A function by its name, also one that `pod.py` has from another library, which only the running pod knows.
    func function(_ name: String) async throws -> PodOutline.Function {
        do {
            if let known = try outline.get().function(name) { return known }
        } catch {
            throw PharosError(pod: error, resource: "\(pod.name)/\(name)")
        }
        return try await idle.using {
            let running = try await running(until: .now() + .seconds(60))
            guard let told = running.interface.function(name) else {
                throw PharosError(
                    .notFound, "the pod '\(pod.name)' has no function '\(name)'; it has: "
                        + running.interface.functions.prefix(30).map(\.name).joined(separator: ", "),
                    resource: "\(pod.name)/\(name)")
            }
            return PodOutline.Function(told)
        }
    }

    // MARK: Calls

    func isAttribute(_ function: String) async throws -> Bool { try await self.function(function).isAttribute }

    func call(_ function: String, _ request: Value, deadline: NIODeadline) async throws -> Value {
        let known = try await self.function(function)
        guard !known.isAttribute else { throw PharosError.notCallable("\(pod.name)/\(function)", "a stream, to be read or watched") }
        let arguments = try PodArguments(request, resource: "\(pod.name)/\(function)")
        return try await with(function, until: deadline) { pod, calls in
            known.isGenerator
                ? .array(try await calls.collect(pod, function, arguments)) : try await calls.call(pod, function, arguments)
        }
    }

    func first(_ function: String, deadline: NIODeadline) async throws -> Value? {
        try await with(function, until: deadline) { pod, calls in try await calls.first(pod, function) }
    }

    func follow(_ function: String, _ value: @Sendable (Value) -> Void) async throws -> Int {
        try await with(function, until: .distantFuture) { pod, _ in
            var count = 0
            for try await each in pod.stream(function) {
                value(Value(each))
                count += 1
            }
            return count
        }
    }

    /// Does something with the running pod.
    private func with<T>(
        _ function: String, until deadline: NIODeadline, _ body: (Pod, PodCalls) async throws -> T
    ) async throws -> T {
        try await idle.using {
            do {
                let settings = try settings.get()
                let pod = try await running(until: deadline)
                return try await body(pod, PodCalls(deadline: deadline, isFresh: settings.state == .fresh, limit: settings.callDeadline))
            } catch {
                // It died so often that it is not started again by itself: the next call tries anew.
                if (error as? PodError)?.code == .gaveUp, let start = state.withLockedValue({ $0.start.take() }) {
                    PythonEntry.end(start)
                }
                throw PharosError(pod: error, resource: "\(pod.name)/\(function)")
            }
        }
    }

    // MARK: Running

    /// The running pod, started when it does not run: its environment is made first.
    ///
    /// What has begun goes on when the deadline passes: the next call finds it further.
    private func running(until deadline: NIODeadline) async throws -> Pod {
        let start = try state.withLockedValue { state throws -> Task<Pod, any Error> in
            if let failure = state.failure, failure.until > .now() { throw failure.error }
            guard !state.isClosed else { throw PharosError(.shutDown, "the pod's files have changed; call again") }
            if let start = state.start { return start }
            state.failure = nil
            // Nobody needs to wait for it: it is used while it is being made.
            let start = Task { try await idle.using { try await self.start() } }
            state.start = start
            return start
        }
        guard deadline < .now() + .hours(24) else { return try await start.value }
        let left = deadline - .now()
        let (state, name) = (state, pod.name)
        return try await limited(
            .nanoseconds(max(0, left.nanoseconds - 20_000_000)),
            late: PharosError(
                .deadlineExceeded,
                "the pod '\(name)' is not ready yet: \(state.withLockedValue { $0.progress }). It goes on: call again, or see it "
                    + "done first with: pharos pod sync \(name)")
        ) { try await start.value }
    }

    private func start() async throws -> Pod {
        do {
            let settings = try settings.get()
            var options = PodEnvironmentCache.Options()
            options.builder = PodEnvironmentCache.Builder(rawValue: context.environment["PHAROS_POD_BUILDER"] ?? "") ?? .automatic
            let cache = try PodEnvironmentCache(environment: context.environment, options: options)
            let logger = context.logger
            let environment = try await cache.environment(for: pod) { [state] step in
                let text = "\(step.step.rawValue) its environment, \(step.detail)"
                state.withLockedValue { $0.progress = text }
                logger.info("\(text)", metadata: ["pod": "\(step.pod)"])
            }
            state.withLockedValue {
                $0.progress = "it is being started"
                $0.lock = .some(pod.lockStamp)
            }
            var configuration = Pod.Configuration(
                interpreter: environment.interpreter, root: pod.pods.project, name: pod.name)
            configuration.take(settings, from: context.environment)
            configuration.onLog = { [logger, name = pod.name] record in
                logger.log(level: record.loggerLevel, "\(record.message)", metadata: record.metadata(pod: name))
            }
            return try await Pod.start(configuration, on: context.eventLoop)
        } catch {
            let failure = PharosError(pod: error, resource: pod.name)
            state.withLockedValue { $0.failure = (failure, .now() + PythonEntry.failureTime) }
            state.withLockedValue { $0.start = nil }
            throw failure
        }
    }

    private static func end(_ start: Task<Pod, any Error>) {
        Task { if let pod = try? await start.value { await pod.close() } }
    }

    func close() async {
        let start = state.withLockedValue { state in
            state.isClosed = true
            return state.start.take()
        }
        guard let start else { return }
        // Ends the making of an environment too.
        start.cancel()
        if let pod = try? await start.value { await pod.close() }
    }
}
