// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import PharosModel

/// Who takes the samples of a ``Source``.
protocol SourceListener: AnyObject {
    func source(_ source: Source, delivered sample: QueuedSample)
    func source(_ source: Source, failed error: PharosError)
}

/// One subscription towards the system, shared by all clients that watch the resource. Confined to the node's event
/// loop, which is what makes it `Sendable`.
final class Source: @unchecked Sendable {
    let reference: ResourceReference
    /// The stream that its samples have in the sessions: the same in all, so that they can send the same bytes.
    let stream: UInt32
    private var run: SampleRun
    private let interface: any Interface
    private let eventLoop: any EventLoop
    private let schemas: SchemaTable
    private let logger: Logger
    private let polls: PollSchedule
    private let defaultPeriod: TimeAmount
    private var listeners: [ObjectIdentifier: (listener: any SourceListener, period: TimeAmount?)] = [:]
    /// Those who listen, in a form that is quick to go through.
    private var audience: [any SourceListener] = []
    private var poll: PollSchedule.Poll?
    private var isPolled = false
    private var isReading = false
    private var asked = NIODeadline.now()
    private var subscription: Task<Void, Never>?
    private var sequence: UInt64 = 0
    private(set) var latest: (sample: QueuedSample, isRetained: Bool)?
    private var failure: PharosError?
    /// Whether its subscription has ended with an error: who comes now needs another source.
    var isFailed: Bool { failure != nil }
    /// Called when the last listener left and nobody came back for a while.
    var whenUnused: (() -> Void)?
    private var lingering: Scheduled<Void>?
    private(set) var samplesIn: UInt64 = 0

    /// Where the streams of sources begin; the sessions' own numbers are below.
    static let firstStream: UInt32 = 1 << 31
    /// How long a subscription towards the system outlives its last listener: a loop of reads keeps it warm.
    static let linger = TimeAmount.seconds(2)

    init(
        _ reference: ResourceReference, stream: UInt32, interface: any Interface, eventLoop: any EventLoop, schemas: SchemaTable,
        polls: PollSchedule, pollPeriod: TimeAmount, logger: Logger
    ) {
        self.reference = reference
        self.stream = stream
        run = SampleRun(stream: stream, capacity: 0)
        self.interface = interface
        self.eventLoop = eventLoop
        self.schemas = schemas
        self.polls = polls
        defaultPeriod = pollPeriod
        self.logger = logger
    }

    /// - Parameter pollPeriod: how often the listener wants a system without events to be asked; the shortest wish of
    ///   all listeners counts, so that each resource is read once however many watch it.
    func add(_ listener: any SourceListener, pollPeriod: TimeAmount? = nil) {
        lingering?.cancel()
        lingering = nil
        let before = period
        if listeners.updateValue((listener, pollPeriod), forKey: ObjectIdentifier(listener)) == nil {
            audience.append(listener)
        }
        if let failure {
            listener.source(self, failed: failure)
        } else if let latest, latest.isRetained {
            listener.source(self, delivered: latest.sample)
        }
        if subscription == nil, failure == nil { start() }
        if isPolled, !isReading, period < before || poll == nil {
            poll?.cancel()
            ask()
        }
    }

    func remove(_ listener: any SourceListener) {
        if listeners.removeValue(forKey: ObjectIdentifier(listener)) != nil {
            audience.removeAll { $0 === listener }
        }
        guard listeners.isEmpty, lingering == nil else { return }
        // Nobody listens: nothing is asked, but the subscription of a system with events stays warm for a while.
        poll?.cancel()
        poll = nil
        lingering = eventLoop.scheduleTask(in: failure == nil ? Source.linger : .zero) { [weak self] in
            guard let self, self.listeners.isEmpty else { return }
            self.whenUnused?()
        }
    }

    /// Ends the subscription towards the system.
    func cancel() {
        lingering?.cancel()
        subscription?.cancel()
        poll?.cancel()
        poll = nil
        whenUnused = nil
    }

    /// The frame of one of its samples, made when the first session sends it.
    func place(_ sample: QueuedSample) -> SampleRun.Place? {
        if let place = sample.place { return place }
        if let place = run.append(sample) {
            sample.place = place
            return place
        }
        // The next run is probably as long as this was.
        run = SampleRun(stream: stream, capacity: run.count)
        sample.place = run.append(sample)
        return sample.place
    }

    private func start() {
        let interface = interface
        let reference = reference
        let sink = SampleSink(eventLoop: eventLoop) { [weak self] result in self?.receive(result) }
        subscription = Task { [weak self] in
            do {
                let subscription = try await interface.subscribe(reference, sink: sink)
                // The subscription stands until this task is cancelled; nothing else wakes it.
                await Source.untilCancelled()
                await subscription.cancel()
            } catch let error as PharosError where error.code == .unsupported {
                self?.startPolling()
            } catch is CancellationError {
            } catch {
                sink.fail(PharosError.wrap(error, resource: reference.path))
            }
        }
    }

    private static func untilCancelled() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
    }

    // MARK: Polling

    /// The shortest time that a listener asks for.
    static let shortestPeriod = TimeAmount.milliseconds(5)

    /// How often the system is asked now.
    private var period: TimeAmount {
        max(listeners.values.map { $0.period ?? defaultPeriod }.min() ?? defaultPeriod, Source.shortestPeriod)
    }

    /// The system has no events: it is asked, once in a period, as long as somebody listens.
    private func startPolling() {
        eventLoop.execute { [self] in
            isPolled = true
            if !listeners.isEmpty { ask() }
        }
    }

    private func ask() {
        poll = nil
        isReading = true
        asked = .now()
        let deadline = asked + max(period, .seconds(1))
        Task.immediate { [interface, reference, eventLoop] in
            let result: Result<SourceSample, PharosError>
            do {
                result = .success(try await interface.read(reference, deadline: deadline))
            } catch {
                result = .failure(PharosError.wrap(error, resource: reference.path))
            }
            if eventLoop.inEventLoop { self.answered(result) } else { eventLoop.execute { self.answered(result) } }
        }
    }

    private func answered(_ result: Result<SourceSample, PharosError>) {
        isReading = false
        switch result {
        case .success(var sample):
            sample.isRetained = true
            receive(.success(sample))
        case .failure(let error)
        where [.notFound, .unsupported, .notExposed, .invalidName].contains(error.code):
            return receive(.failure(error))
        case .failure(let error):
            // A system that is away for a moment is told once; the next period tries again.
            let payload = Payload(failure: error)
            if latest?.sample.encoding != .failure || latest?.sample.bytes != payload.bytes {
                receive(.success(SourceSample(payload, quality: .invalid, isRetained: true)))
            }
        }
        guard !listeners.isEmpty else { return }
        // The first period is cut at random, so that resources that were asked at one moment are not ever after.
        let wait = sequence <= 1 ? TimeAmount.nanoseconds(.random(in: 0...period.nanoseconds)) : period
        poll = polls.schedule(at: max(asked + wait, .now())) { [weak self] in self?.ask() }
    }

    private func receive(_ result: Result<SourceSample, PharosError>) {
        switch result {
        case .success(let sample):
            sequence += 1
            samplesIn += 1
            let queued = QueuedSample(
                sample, sequence: sequence, schema: schemas.number(sample.payload.schema), isPolled: isPolled)
            latest = (queued, sample.isRetained)
            for listener in audience { listener.source(self, delivered: queued) }
        case .failure(let error):
            logger.debug("subscription failed", metadata: ["resource": "\(reference)", "error": "\(error)"])
            failure = error
            for listener in audience { listener.source(self, failed: error) }
        }
    }
}
