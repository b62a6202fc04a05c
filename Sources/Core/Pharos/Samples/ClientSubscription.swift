// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

/// One subscription as the client keeps it: the samples that came and were not taken yet (at most what credit
/// allows), who waits for the next, and the connection it runs on at the moment.
final class ClientSubscription: Sendable {
    let reference: ResourceReference
    let policy: QueuePolicy
    /// How often a system without events is asked; `nil`: as its node is set.
    let pollPeriod: TimeAmount?
    /// What the reader's name selects of each sample.
    private let selection: Selection?
    /// Takes each sample, and the error that ends the subscription, at once on the loop that delivers it; without one
    /// they wait for ``next()``.
    private let handler: (@Sendable (Result<Sample, PharosError>) -> Void)?

    private struct State {
        var buffer = Deque<Sample>()
        var waiter: CheckedContinuation<Result<Sample?, PharosError>, Never>?
        var end: Result<Void, PharosError>?
        var interruption: PharosError?
        var place: (any SampleOrigin)?
        var owed = Credit(samples: 0, bytes: 0)
        /// Unread samples of an earlier connection: the one now owes nothing for them.
        var inherited = 0
    }

    private let state = NIOLockedValueBox(State())

    init(
        _ reference: ResourceReference, policy: QueuePolicy, pollPeriod: TimeAmount? = nil,
        selection: Selection? = nil, handler: (@Sendable (Result<Sample, PharosError>) -> Void)? = nil
    ) {
        self.reference = reference
        self.policy = policy
        self.pollPeriod = pollPeriod
        self.selection = selection
        self.handler = handler
    }

    /// Samples that may be on their way or unread here. For `latest` two: one being looked at, one fresh behind it.
    var window: UInt32 {
        switch policy {
        case .latest: 2
        case .all(let limit), .dropOldest(let limit): UInt32(max(1, min(limit, 256)))
        }
    }

    /// Bytes that may be on their way or unread here.
    static let windowBytes: UInt64 = 16 << 20

    var request: Pharos_V1_Request {
        var request = Pharos_V1_Request()
        request.subscribe.path = reference.path
        request.subscribe.role = reference.role?.rawValue ?? ""
        request.subscribe.policy = policy.wire
        request.subscribe.limit = UInt32(clamping: policy.limit)
        request.subscribe.creditSamples = window
        request.subscribe.creditBytes = ClientSubscription.windowBytes
        request.subscribe.pollMilliseconds = pollPeriod.map { UInt32(clamping: max(1, $0.nanoseconds / 1_000_000)) } ?? 0
        return request
    }

    /// What may come before anything was taken.
    var credit: Credit { Credit(samples: window, bytes: ClientSubscription.windowBytes) }

    var isFinished: Bool { state.withLockedValue { $0.end != nil } }

    /// Its samples come from there now; what was owed elsewhere is void.
    func runs(on origin: any SampleOrigin) {
        state.withLockedValue {
            $0.place = origin
            $0.owed = Credit(samples: 0, bytes: 0)
            $0.inherited = $0.buffer.count
        }
    }

    /// A sample came; called on the loop that delivers it.
    func receive(_ sample: Sample) {
        if let handler { return hand(sample, to: handler) }
        let waiter = state.withLockedValue { state -> (CheckedContinuation<Result<Sample?, PharosError>, Never>, Sample)? in
            guard state.end == nil else { return nil }
            var sample = sample
            if let interruption = state.interruption {
                sample.gap = Sample.Gap(dropped: sample.gap?.dropped ?? 0, interruption: interruption)
                state.interruption = nil
            }
            guard let waiter = state.waiter else {
                state.buffer.append(sample)
                return nil
            }
            state.waiter = nil
            return (waiter, sample)
        }
        guard let (continuation, sample) = waiter else { return }
        pay(for: sample)
        continuation.resume(returning: .success(sample))
    }

    private func hand(_ sample: Sample, to handler: @Sendable (Result<Sample, PharosError>) -> Void) {
        let (isOver, interruption) = state.withLockedValue { state -> (Bool, PharosError?) in
            defer { state.interruption = nil }
            return (state.end != nil, state.interruption)
        }
        guard !isOver else { return }
        var sample = sample
        if let interruption { sample.gap = Sample.Gap(dropped: sample.gap?.dropped ?? 0, interruption: interruption) }
        pay(for: sample)
        handler(.success(sample))
    }

    /// The connection is gone; the next sample tells.
    func interrupted(_ error: PharosError) {
        state.withLockedValue {
            $0.place = nil
            $0.interruption = error
        }
    }

    /// Ends the sequence after what has come, with an error or in order.
    func finish(_ error: PharosError?) {
        let (isFirst, waiter) = state.withLockedValue {
            state -> (Bool, CheckedContinuation<Result<Sample?, PharosError>, Never>?) in
            guard state.end == nil else { return (false, nil) }
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        if isFirst, let error { handler?(.failure(error)) }
        waiter?.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }

    /// Ends it from the reader's side and tells the node.
    func cancel() {
        finish(nil)
        let place = state.withLockedValue { state in
            defer { state.place = nil }
            return state.place
        }
        place?.detach()
    }

    /// The next sample; `nil` at the end or when the caller's task is cancelled.
    func next() async throws(PharosError) -> Sample? {
        let result: Result<Sample?, PharosError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLockedValue { state -> Result<Sample?, PharosError>? in
                    if let sample = state.buffer.popFirst() { return .success(sample) }
                    switch state.end {
                    case .success?: return .success(nil)
                    case .failure(let error)?: return .failure(error)
                    case nil: break
                    }
                    if Task.isCancelled { return .success(nil) }
                    state.waiter = continuation
                    return nil
                }
                guard let ready else { return }
                if case .success(let sample?) = ready { pay(for: sample) }
                continuation.resume(returning: ready)
            }
        } onCancel: {
            state.withLockedValue { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume(returning: .success(nil))
        }
        guard let selection, let sample = try result.get() else { return try result.get() }
        return try selection.apply(sample).get()
    }

    /// A sample was taken: the node may send another. Credit goes back in lots, so that it costs little.
    private func pay(for sample: Sample) {
        let due = state.withLockedValue { state -> (any SampleOrigin, Credit)? in
            if state.inherited > 0 {
                state.inherited -= 1
                return nil
            }
            state.owed.samples += 1
            state.owed.bytes += UInt64(sample.payload.bytes.readableBytes)
            guard let place = state.place,
                state.owed.samples >= max(1, window / 4) || state.owed.bytes >= ClientSubscription.windowBytes / 4
            else { return nil }
            defer { state.owed = Credit(samples: 0, bytes: 0) }
            return (place, state.owed)
        }
        guard let (place, credit) = due else { return }
        place.grant(credit)
    }
}
