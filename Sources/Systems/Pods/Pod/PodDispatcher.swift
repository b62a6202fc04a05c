// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import DequeModule
import NIOConcurrencyHelpers
import NIOCore
import PodProcess

/// Gives calls to processes, and looks after both. Confined to the pod's event loop.
final class PodDispatcher: PodWorker.Owner {
    /// A place for a process: it stays when the process goes.
    private final class Place {
        var worker: PodWorker?
        var restarts = 0
        var lastExit: PodExit?
    }

    private let configuration: Pod.Configuration
    private let eventLoop: any EventLoop
    private let shared: PodCore.Shared
    private var places: [Place]
    /// Processes for one call each, and processes that are on their way out.
    private var others: [ObjectIdentifier: PodWorker] = [:]
    /// The call that a process of its own is started for.
    private var freshCalls: [ObjectIdentifier: PodCall] = [:]
    private var waitingFresh = Deque<PodCall>()
    private var waiting = Deque<PodCall>()
    private var calls: [UInt64: PodCall] = [:]
    private var deadlines: DeadlineTable?
    private var restarts: RestartState
    private var ready: EventLoopPromise<Void>?
    /// Why no calls are taken: the pod was closed or has given up.
    private var verdict: PodError?
    private var closing: EventLoopPromise<Void>?

    init(_ configuration: Pod.Configuration, eventLoop: any EventLoop, shared: PodCore.Shared) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        self.shared = shared
        places = (0..<configuration.workers).map { _ in Place() }
        restarts = RestartState(configuration.restarts)
    }

    // MARK: Life

    func start() -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        ready = promise
        deadlines = DeadlineTable(eventLoop: eventLoop) { [weak self] number in
            self?.cancel(number, PodError(.deadlineExceeded, "the call did not end in time"))
        }
        for place in places { startWorker(in: place) }
        return promise.futureResult
    }

    private func startWorker(in place: Place) {
        guard verdict == nil, place.worker == nil else { return }
        let worker = PodWorker(configuration, eventLoop: eventLoop, owner: self)
        place.worker = worker
        worker.start()
    }

    /// Ends everything; what waits fails with the reason.
    private func end(_ error: PodError) {
        verdict = error
        let left = Array(waiting) + Array(waitingFresh)
        waiting = []
        waitingFresh = []
        for call in left { fail(call, error) }
        for worker in places.compactMap(\.worker) + Array(others.values) { worker.stop(error, now: false) }
    }

    func close() -> EventLoopFuture<Void> {
        if let closing { return closing.futureResult }
        let promise = eventLoop.makePromise(of: Void.self)
        closing = promise
        // It lives until its processes have ended, though nobody holds the pod any more.
        promise.futureResult.assumeIsolated().whenComplete { _ in withExtendedLifetime(self) {} }
        let error = PodError(.closed, "the pod was closed")
        ready?.fail(error)
        ready = nil
        end(error)
        closeWhenEmpty()
        return promise.futureResult
    }

    private func closeWhenEmpty() {
        if others.isEmpty, places.allSatisfy({ $0.worker == nil }) { closing?.succeed(()) }
    }

    var status: PodStatus {
        PodStatus(
            workers: places.map { place in
                let worker = place.worker
                return PodStatus.Worker(
                    state: worker.map { $0.isReady ? .ready : .starting } ?? .stopped, pid: worker?.process?.pid,
                    callsInFlight: worker?.calls.count ?? 0, calls: worker?.callCount ?? 0, restarts: place.restarts,
                    lastExit: place.lastExit, sandbox: worker?.process?.confinement)
            },
            waitingCalls: waiting.count + waitingFresh.count, hasGivenUp: verdict?.code == .gaveUp)
    }

    // MARK: Calls

    func submit(_ call: PodCall) {
        if let verdict { return call.fail(verdict) }
        calls[call.number] = call
        if let limit = call.options.deadline ?? configuration.deadline {
            deadlines?.set(call.number, .now() + TimeAmount(limit))
        }
        if call.options.isFresh { return submitFresh(call) }
        if waiting.isEmpty, let worker = freeWorker() { return worker.take(call) }
        guard waiting.count < configuration.waitingCalls else { return overload(call) }
        waiting.append(call)
    }

    private func overload(_ call: PodCall) {
        fail(call, PodError(.overloaded, "\(configuration.waitingCalls) calls of the pod wait already"))
    }

    /// The process with the fewest calls, of those that take one more.
    private func freeWorker() -> PodWorker? {
        if places.count == 1 { return places[0].worker.flatMap { $0.takesCalls ? $0 : nil } }
        return places.lazy.compactMap(\.worker).filter(\.takesCalls).min { $0.calls.count < $1.calls.count }
    }

    private func giveOut() {
        while let call = waiting.first, let worker = freeWorker() {
            waiting.removeFirst()
            worker.take(call)
        }
    }

    /// A call in a process of its own; at most as many at a time as the pod has processes.
    private func submitFresh(_ call: PodCall) {
        guard freshCalls.count < configuration.workers else {
            guard waitingFresh.count < configuration.waitingCalls else { return overload(call) }
            return waitingFresh.append(call)
        }
        let worker = PodWorker(configuration, eventLoop: eventLoop, owner: self)
        others[ObjectIdentifier(worker)] = worker
        freshCalls[ObjectIdentifier(worker)] = call
        worker.start()
    }

    private func fail(_ call: PodCall, _ error: PodError) {
        forget(call)
        call.fail(error)
    }

    private func forget(_ call: PodCall) {
        if calls.removeValue(forKey: call.number) != nil, let deadlines, deadlines.count > 0 {
            deadlines.remove(call.number)
        }
    }

    /// Nobody waits for a call any more. Its process is told, and keeps its place until the call has really ended.
    func cancel(_ number: UInt64, _ error: PodError) {
        guard let call = calls[number], !call.isAnswered else { return }
        deadlines?.remove(number)
        if let worker = call.worker {
            worker.cancel(call)
        } else {
            calls[number] = nil
            waiting.removeAll { $0 === call }
            waitingFresh.removeAll { $0 === call }
            for (place, each) in freshCalls where each === call {
                freshCalls[place] = nil
                others[place]?.stop(error, now: true)
            }
        }
        var error = error
        error.message = "'\(call.name)': \(error.message)"
        call.fail(error)
    }

    func credit(_ number: UInt64, _ count: Int) {
        if let call = calls[number] { call.worker?.credit(call, count) }
    }

    // MARK: What workers tell

    func worker(_ worker: PodWorker, isReady interface: PodInterfaceDescription) {
        shared.interface.withLockedValue { $0 = interface }
        if let call = freshCalls[ObjectIdentifier(worker)] { return worker.take(call) }
        ready?.succeed(())
        ready = nil
        giveOut()
    }

    func worker(_ worker: PodWorker, finished call: PodCall) {
        forget(call)
        restarts.succeeded()
        if freshCalls.removeValue(forKey: ObjectIdentifier(worker)) != nil {
            return worker.stop(PodError(.closed, "the process was for one call"), now: false)
        }
        if let limit = configuration.callsPerWorker, worker.callCount >= limit { return retire(worker) }
        if !waiting.isEmpty { giveOut() }
    }

    /// Replaces a process that has had its calls, when the last of them has ended.
    private func retire(_ worker: PodWorker) {
        guard worker.calls.isEmpty, let place = places.first(where: { $0.worker === worker }) else { return }
        others[ObjectIdentifier(worker)] = worker
        place.worker = nil
        worker.stop(PodError(.closed, "the process has had its calls"), now: false)
        startWorker(in: place)
    }

    func worker(_ worker: PodWorker, logged record: PodLogRecord) { configuration.onLog?(record) }

    func worker(_ worker: PodWorker, asks call: PodHostCall, number: UInt32) {
        let handler = shared.handlers.withLockedValue { $0[call.name] }
        let reference = NIOLoopBound(WeakReference(worker), eventLoop: eventLoop)
        worker.handlers[number] = Task { [eventLoop] in
            let result: Result<PodValue, any Error>
            do {
                guard let handler else {
                    throw PodError(.noSuchFunction, "this program has no handler '\(call.name)' for the pod")
                }
                result = .success(try await handler(call))
            } catch {
                result = .failure(error)
            }
            eventLoop.execute { reference.value.object?.answer(number, result) }
        }
    }

    func worker(_ worker: PodWorker, endedBy reason: PodError, exit: PodExit) {
        if let place = places.first(where: { $0.worker === worker }) {
            place.worker = nil
            place.lastExit = exit
            restart(place, after: reason)
        } else {
            others[ObjectIdentifier(worker)] = nil
            if let call = freshCalls.removeValue(forKey: ObjectIdentifier(worker)) { fail(call, reason) }
            if verdict == nil, let next = waitingFresh.popFirst() { submitFresh(next) }
        }
        for call in calls.values where call.worker === worker { forget(call) }
        closeWhenEmpty()
    }

    private func restart(_ place: Place, after reason: PodError) {
        guard verdict == nil else { return }
        if let ready {
            // It never was ready: who starts it is told, and may start it again.
            self.ready = nil
            end(reason)
            ready.fail(reason)
            return
        }
        place.restarts += 1
        // Who was killed for a cancelled call did nothing that may be counted against it.
        if reason.code == .workerReplaced { return startWorker(in: place) }
        guard let delay = restarts.died(at: .now(), jitter: .random(in: 0...1)) else {
            var error = reason
            error.code = .gaveUp
            error.message =
                "the pod's process ended \(configuration.restarts.budget + 1) times in "
                + "\(configuration.restarts.period) and is not started again; at last: \(reason.message)"
            return end(error)
        }
        eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in self?.startWorker(in: place) }
    }
}
