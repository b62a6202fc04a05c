// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import PharosNode
import PodEnvironments
import Pods

/// One pod as its files are: what it has, and the running pod once somebody has called it.
final class PodEntry: Sendable {
    private struct State {
        var start: Task<Pod, any Error>?
        var failure: (error: PharosError, until: NIODeadline)?
        var progress = "it is being started"
        /// What the lock was when the environment was made from it.
        var lock: String??
        /// When the files were last seen to be what they were.
        var lastLook = NIODeadline.uptimeNanoseconds(0)
        var isClosed = false
    }

    let pod: PodSource
    /// What its files were when it was looked at.
    let stamp: String
    /// What `pod.py` says of itself, or why that is not known.
    let outline: Result<PodOutline, PodEnvironmentError>
    private let context: InterfaceContext
    private let state = NIOLockedValueBox(State())

    /// How many calls one process has at a time: streams that wait for their next value let calls pass.
    private static let callsInFlight = 32
    /// How long a failure to start is the answer to the next calls: each try costs seconds, and pip the network.
    private static let failureTime = TimeAmount.seconds(2)

    private init(
        _ pod: PodSource, stamp: String, outline: Result<PodOutline, PodEnvironmentError>, context: InterfaceContext
    ) {
        self.pod = pod
        self.stamp = stamp
        self.outline = outline
        self.context = context
    }

    /// Whether the files are what they were: those that were read, and the lock that the environment was made from. Calls
    /// come faster than anybody edits: the files are looked at every 10 ms at most.
    var isCurrent: Bool {
        let (lock, isRecent) = state.withLockedValue { ($0.lock, $0.lastLook + .milliseconds(10) > .now()) }
        guard !isRecent else { return true }
        guard pod.stamp == stamp, lock == nil || lock == .some(pod.lockStamp) else { return false }
        state.withLockedValue { $0.lastLook = .now() }
        return true
    }

    /// Reads what a pod has.
    static func read(_ pod: PodSource, stamp: String, context: InterfaceContext) async -> PodEntry {
        let outline: Result<PodOutline, PodEnvironmentError>
        do throws(PodEnvironmentError) {
            outline = .success(try await pod.outline(environment: context.environment))
        } catch {
            context.logger.warning("a pod cannot be read", metadata: ["pod": "\(pod.name)", "error": "\(error)"])
            outline = .failure(error)
        }
        return PodEntry(pod, stamp: stamp, outline: outline, context: context)
    }

    /// A function by its name, also one that `pod.py` has from another library, which only the running pod knows.
    func function(_ name: String) async throws -> PodOutline.Function {
        do {
            if let known = try outline.get().function(name) { return known }
        } catch {
            throw PharosError(pod: error, resource: "\(pod.name)/\(name)")
        }
        let running = try await running(until: .now() + .seconds(60))
        guard let told = running.interface.function(name) else {
            throw PharosError(
                .notFound, "the pod '\(pod.name)' has no function '\(name)'; it has: "
                    + running.interface.functions.prefix(30).map(\.name).joined(separator: ", "), resource: "\(pod.name)/\(name)")
        }
        return PodOutline.Function(told)
    }

    // MARK: Running

    /// The running pod, started when it does not run: its environment is made first.
    ///
    /// What has begun goes on when the deadline passes: the next call finds it further.
    func running(until deadline: NIODeadline) async throws -> Pod {
        let start = try state.withLockedValue { state throws -> Task<Pod, any Error> in
            if let failure = state.failure, failure.until > .now() { throw failure.error }
            guard !state.isClosed else { throw PharosError(.shutDown, "the pod's files have changed; call again") }
            if let start = state.start { return start }
            state.failure = nil
            let start = Task { try await self.start() }
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
            configuration.callsInFlight = PodEntry.callsInFlight
            configuration.onLog = { [logger, name = pod.name] record in
                logger.log(level: record.loggerLevel, "\(record.message)", metadata: record.metadata(pod: name))
            }
            return try await Pod.start(configuration, on: context.eventLoop)
        } catch {
            let failure = PharosError(pod: error, resource: pod.name)
            state.withLockedValue { $0.failure = (failure, .now() + PodEntry.failureTime) }
            state.withLockedValue { $0.start = nil }
            throw failure
        }
    }

    /// Gives up a pod that died too often, so that the next call starts a new one.
    func renounce() {
        guard let start = state.withLockedValue({ $0.start.take() }) else { return }
        Task { if let pod = try? await start.value { await pod.close() } }
    }

    /// Ends the running pod; calls in flight are told.
    func close() { Task { await closed() } }

    /// Ends the running pod and returns when it has ended.
    func closed() async {
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

extension PodSource {
    /// What the pod's files are: another text when one of them was changed.
    var stamp: String { (files ?? []).joined(separator: "\n") }
}
