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
    private let interface: any Interface
    private let eventLoop: any EventLoop
    private let schemas: SchemaTable
    private let logger: Logger
    private let pollPeriod: TimeAmount
    private var listeners: [ObjectIdentifier: any SourceListener] = [:]
    private var subscription: Task<Void, Never>?
    private var sequence: UInt64 = 0
    private(set) var latest: (sample: QueuedSample, isRetained: Bool)?
    private var failure: PharosError?
    /// Called when the last listener left and nobody came back for a while.
    var whenUnused: (() -> Void)?
    private var lingering: Scheduled<Void>?
    private(set) var samplesIn: UInt64 = 0

    /// How long a subscription towards the system outlives its last listener: a loop of reads keeps it warm.
    static let linger = TimeAmount.seconds(2)

    init(
        _ reference: ResourceReference, interface: any Interface, eventLoop: any EventLoop, schemas: SchemaTable,
        pollPeriod: TimeAmount, logger: Logger
    ) {
        self.reference = reference
        self.interface = interface
        self.eventLoop = eventLoop
        self.schemas = schemas
        self.pollPeriod = pollPeriod
        self.logger = logger
    }

    func add(_ listener: any SourceListener) {
        lingering?.cancel()
        lingering = nil
        listeners[ObjectIdentifier(listener)] = listener
        if let failure {
            listener.source(self, failed: failure)
        } else if let latest, latest.isRetained {
            listener.source(self, delivered: latest.sample)
        }
        if subscription == nil, failure == nil { start() }
    }

    func remove(_ listener: any SourceListener) {
        listeners[ObjectIdentifier(listener)] = nil
        guard listeners.isEmpty, lingering == nil else { return }
        lingering = eventLoop.scheduleTask(in: failure == nil ? Source.linger : .zero) { [weak self] in
            guard let self, self.listeners.isEmpty else { return }
            self.whenUnused?()
        }
    }

    /// Ends the subscription towards the system.
    func cancel() {
        lingering?.cancel()
        subscription?.cancel()
        whenUnused = nil
    }

    private func start() {
        let interface = interface
        let reference = reference
        let sink = SampleSink(eventLoop: eventLoop) { [weak self] result in self?.receive(result) }
        let period = pollPeriod
        subscription = Task {
            do {
                let subscription = try await interface.subscribe(reference, sink: sink)
                // The subscription stands until this task is cancelled; nothing else wakes it.
                await Source.untilCancelled()
                await subscription.cancel()
            } catch let error as PharosError where error.code == .unsupported {
                await Source.poll(interface, reference, sink: sink, every: period)
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

    /// For systems without events: one read per period however many clients watch.
    private static func poll(
        _ interface: any Interface, _ reference: ResourceReference, sink: SampleSink, every period: TimeAmount
    ) async {
        while !Task.isCancelled {
            do {
                sink.send(try await interface.read(reference, deadline: .now() + max(period, .seconds(1))))
            } catch let error as PharosError
                where [.notFound, .unsupported, .notExposed, .invalidName].contains(error.code)
            {
                return sink.fail(error)
            } catch {
                // A system that is away for a moment: the next period tries again.
            }
            try? await Task.sleep(nanoseconds: UInt64(period.nanoseconds))
        }
    }

    private func receive(_ result: Result<SourceSample, PharosError>) {
        switch result {
        case .success(let sample):
            sequence += 1
            samplesIn += 1
            let queued = QueuedSample(
                sequence: sequence, timestamp: sample.timestamp, quality: sample.quality,
                encoding: sample.payload.encoding, schema: schemas.number(sample.payload.schema),
                bytes: sample.payload.bytes)
            latest = (queued, sample.isRetained)
            for listener in listeners.values { listener.source(self, delivered: queued) }
        case .failure(let error):
            logger.debug("subscription failed", metadata: ["resource": "\(reference)", "error": "\(error)"])
            failure = error
            for listener in listeners.values { listener.source(self, failed: error) }
        }
    }
}
