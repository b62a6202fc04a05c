// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOConcurrencyHelpers
import NIOCore
import PharosModel

/// One listener of an attribute: brings its samples and the changes of its description into one bounded row of events.
final class AttributeListener: Sendable {
    private let attribute: Attribute
    private let period: TimeAmount?
    private let limit: Int

    private struct State {
        var waiting = Deque<AttributeEvent>()
        var dropped: UInt64 = 0
        var reader: CheckedContinuation<Result<AttributeEvent?, PharosError>, Never>?
        var end: Result<Void, PharosError>?
        var subscription: ClientSubscription?
        var feed: ResourceFeed?
        var task: Task<Void, Never>?
        var description: ResourceDescription?
        var last: Sample?
    }

    private let state = NIOLockedValueBox(State())

    init(_ events: AttributeEvents) {
        attribute = events.attribute
        period = events.period.map { TimeAmount($0) }
        limit = max(1, events.limit)
    }

    // MARK: Begin and end

    func start() {
        let task = Task {
            // The description comes first, so that the first value already has its limits.
            if let description = await self.attribute.knownDescription() {
                self.state.withLockedValue { $0.description = description }
                self.put(.configuration(description))
            }
            guard !Task.isCancelled else { return }
            await self.watchValues()
            await self.watchConfiguration()
        }
        state.withLockedValue { $0.task = task }
    }

    func cancel() {
        let (task, subscription, feed) = state.withLockedValue { state in
            defer {
                state.task = nil
                state.subscription = nil
                state.feed = nil
            }
            return (state.task, state.subscription, state.feed)
        }
        finish(nil)
        task?.cancel()
        subscription?.cancel()
        feed?.cancel()
    }

    private func finish(_ error: PharosError?) {
        let reader = state.withLockedValue { state -> CheckedContinuation<Result<AttributeEvent?, PharosError>, Never>? in
            guard state.end == nil else { return nil }
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }

    // MARK: What comes

    private func watchValues() async {
        let subscription = ClientSubscription(
            attribute.target.reference, policy: .dropOldest(limit: limit), pollPeriod: period
        ) { [weak self] result in
            switch result {
            case .success(let sample): self?.came(sample)
            case .failure(let error): self?.finish(error)
            }
        }
        let isOver = state.withLockedValue { state in
            state.subscription = subscription
            return state.end != nil
        }
        if isOver { return }
        do {
            try await attribute.target.access.subscribe(subscription)
            if state.withLockedValue({ $0.end != nil }) { subscription.cancel() }
        } catch {
            finish(error.about(attribute.name.canonical))
        }
    }

    private func came(_ sample: Sample) {
        if let failure = sample.failure { return put(.error(failure.about(attribute.name.canonical))) }
        let (description, isSame) = state.withLockedValue { state -> (ResourceDescription?, Bool) in
            let last = state.last
            state.last = sample
            let isSame =
                sample.isPolled && last?.payload.bytes == sample.payload.bytes && last?.quality == sample.quality
                && last?.unit == sample.unit && last?.setpoint?.bytes == sample.setpoint?.bytes
            return (state.description, isSame)
        }
        let reading = attribute.remember(sample, description)
        put(isSame ? .periodic(reading) : .change(reading))
    }

    private func watchConfiguration() async {
        let feed = ResourceFeed(pattern: NamePattern.literal(attribute.target.reference.path))
        state.withLockedValue { $0.feed = feed }
        do {
            try await attribute.target.access.watch(feed)
            var known: ResourceInfo?
            while let change = try await feed.next() {
                let infos = (change.appeared + change.changed).filter {
                    $0.kind == .attribute && (attribute.target.reference.role ?? $0.role) == $0.role
                }
                guard let info = infos.first, info != known else { continue }
                known = info
                let before = state.withLockedValue { $0.description }
                if let before, before.info == info { continue }
                guard let description = try? await attribute.describe() else { continue }
                if let before, before.info == description.info, before.configuration == description.configuration {
                    continue
                }
                state.withLockedValue { $0.description = description }
                put(.configuration(description))
            }
        } catch {
            // A list that cannot be watched takes no values away.
        }
    }

    private func put(_ event: AttributeEvent) {
        let ready = state.withLockedValue {
            state -> (CheckedContinuation<Result<AttributeEvent?, PharosError>, Never>, AttributeEvent)? in
            guard state.end == nil else { return nil }
            if let reader = state.reader {
                state.reader = nil
                return (reader, event)
            }
            while state.waiting.count >= limit {
                // Values go first: an error or a configuration that is lost is not said again.
                let oldest = state.waiting.firstIndex { $0.reading != nil } ?? state.waiting.startIndex
                let gone = state.waiting.remove(at: oldest)
                state.dropped += 1 + (gone.reading?.sample.gap?.dropped ?? 0)
            }
            state.waiting.append(event)
            return nil
        }
        if let (reader, event) = ready { reader.resume(returning: .success(event)) }
    }

    // MARK: The reader

    func next() async throws(PharosError) -> AttributeEvent? {
        let result: Result<AttributeEvent?, PharosError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLockedValue { state -> Result<AttributeEvent?, PharosError>? in
                    if let event = state.waiting.popFirst() {
                        return .success(AttributeListener.telling(event, dropped: &state.dropped))
                    }
                    switch state.end {
                    case .success?: return .success(nil)
                    case .failure(let error)?: return .failure(error)
                    case nil: break
                    }
                    if Task.isCancelled { return .success(nil) }
                    state.reader = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            state.withLockedValue { state in
                defer { state.reader = nil }
                return state.reader
            }?.resume(returning: .success(nil))
        }
        return try result.get()
    }

    /// The event with the number of those that were dropped before it.
    private static func telling(_ event: AttributeEvent, dropped: inout UInt64) -> AttributeEvent {
        guard dropped > 0, var reading = event.reading else { return event }
        reading.sample.gap = Sample.Gap(
            dropped: (reading.sample.gap?.dropped ?? 0) + dropped, interruption: reading.sample.gap?.interruption)
        dropped = 0
        if case .periodic = event { return .periodic(reading) }
        return .change(reading)
    }
}
