// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

/// One subscription as the client keeps it: the samples that came and were not taken yet (at most what credit
/// allows), who waits for the next, and the connection it runs on at the moment. A reader takes all that is there and
/// gives credit for it, so that at most twice the window is on this side.
///
/// A reader of the *latest* value gives credit for one sample, when it asks for it: the newest waits at the node, not
/// here and not in the socket. What came after a silence of the connection, when this process may have been stopped,
/// or has lain here for a while, is shown only after the node was asked whether there is a newer one.
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
    let start = StreamStart()

    private struct State {
        var buffer = SampleBatch()
        var waiter: CheckedContinuation<Result<Sample?, PharosError>, Never>?
        var end: Result<Void, PharosError>?
        var interruption: PharosError?
        var place: (any SampleOrigin)?
        var owed = Credit(samples: 0, bytes: 0)
        /// Unread samples of an earlier connection: the one now owes nothing for them.
        var inherited = 0
        /// For *latest*: whether the node has credit, when the unread sample came, and whether the node is being asked
        /// for a newer one.
        var isAsked = false
        var arrival = NIODeadline.distantPast
        var isConfirming = false
    }

    private typealias Waiter = CheckedContinuation<Result<Sample?, PharosError>, Never>
    /// How old an unread latest sample may be before the node is asked for a newer one.
    private static let freshness = TimeAmount.milliseconds(20)

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

    private var isLatest: Bool { if case .latest = policy { true } else { false } }

    /// Samples that may be on their way or unread here.
    var window: UInt32 {
        switch policy {
        case .latest: 1
        case .all(let limit), .dropOldest(let limit): UInt32(max(1, min(limit, 256)))
        }
    }

    /// Bytes that may be on their way or unread here.
    static let windowBytes: UInt64 = 8 << 20

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
            $0.inherited = $0.buffer.samples.count
            $0.buffer.forgetBytes()
            $0.isAsked = true
            $0.isConfirming = false
        }
    }

    /// A sample came; called on the loop that delivers it.
    func receive(_ sample: Sample) {
        var arrived = SampleBatch()
        arrived.append(sample)
        receive(&arrived)
    }

    /// Samples came; called on the loop that delivers them. Leaves the batch empty.
    /// - Parameter isSuspect: whether they may have waited in the socket.
    func receive(_ arrived: inout SampleBatch, isSuspect: Bool = false) {
        if let handler {
            while let sample = arrived.popFirst() { hand(sample, to: handler) }
        } else if isLatest {
            while let sample = arrived.popFirst() { receiveLatest(sample, isSuspect) }
        } else {
            keep(&arrived)
        }
    }

    private func keep(_ arrived: inout SampleBatch) {
        let (waiter, due) = state.withLockedValue { state -> ((Waiter, Sample)?, Due?) in
            guard state.end == nil, !arrived.isEmpty else { return (nil, nil) }
            if let interruption = state.interruption {
                let dropped = arrived.samples[0].gap?.dropped ?? 0
                arrived.samples[0].gap = Sample.Gap(dropped: dropped, interruption: interruption)
                state.interruption = nil
            }
            if state.buffer.isEmpty { swap(&state.buffer, &arrived) } else { state.buffer.append(arrived) }
            guard let waiter = state.waiter, let first = state.buffer.popFirst() else { return (nil, nil) }
            state.waiter = nil
            return ((waiter, first), pay(for: first, &state))
        }
        arrived.clear()
        if let (place, credit) = due { place.grant(credit) }
        if let (waiter, sample) = waiter { waiter.resume(returning: .success(sample)) }
    }

    private func hand(_ sample: Sample, to handler: @Sendable (Result<Sample, PharosError>) -> Void) {
        let (isOver, interruption, due) = state.withLockedValue { state -> (Bool, PharosError?, Due?) in
            defer { state.interruption = nil }
            guard state.end == nil else { return (true, nil, nil) }
            return (false, state.interruption, pay(for: sample, &state))
        }
        guard !isOver else { return }
        var sample = sample
        if let interruption { sample.gap = Sample.Gap(dropped: sample.gap?.dropped ?? 0, interruption: interruption) }
        if let (place, credit) = due { place.grant(credit) }
        handler(.success(sample))
    }

    private func receiveLatest(_ sample: Sample, _ isSuspect: Bool) {
        let (ready, question) = state.withLockedValue { state -> ((Waiter, Sample)?, (any SampleOrigin, Credit)?) in
            guard state.end == nil else { return (nil, nil) }
            var sample = sample
            state.isAsked = false
            state.owed.bytes += sample.creditBytes
            if let older = state.buffer.popFirst() {
                sample.gap = Sample.Gap(
                    dropped: (older.gap?.dropped ?? 0) + 1 + (sample.gap?.dropped ?? 0),
                    interruption: older.gap?.interruption)
            }
            if let interruption = state.interruption {
                sample.gap = Sample.Gap(dropped: sample.gap?.dropped ?? 0, interruption: interruption)
                state.interruption = nil
            }
            if state.waiter != nil, isSuspect || state.isConfirming {
                state.buffer.append(sample)
                state.arrival = .now()
                if let question = ClientSubscription.question(&state) { return (nil, question) }
                guard !state.isConfirming, let waiter = state.waiter, let newest = state.buffer.popFirst() else {
                    return (nil, nil)
                }
                state.waiter = nil
                return ((waiter, newest), nil)
            }
            guard let waiter = state.waiter else {
                state.buffer.append(sample)
                // What may be old already is asked about when somebody takes it.
                state.arrival = isSuspect ? .distantPast : .now()
                return (nil, nil)
            }
            state.waiter = nil
            return ((waiter, sample), nil)
        }
        if let (waiter, sample) = ready { waiter.resume(returning: .success(sample)) }
        ask(question)
    }

    /// Begins to ask the node for a newer sample; `nil` when it is being asked, or when there is no node.
    private static func question(_ state: inout State) -> (any SampleOrigin, Credit)? {
        guard !state.isConfirming, let place = state.place else { return nil }
        state.isConfirming = true
        return (place, ClientSubscription.demand(&state))
    }

    /// Credit for one sample, and the bytes that were used.
    private static func demand(_ state: inout State) -> Credit {
        defer { state.owed = Credit(samples: 0, bytes: 0) }
        let credit = Credit(samples: state.isAsked ? 0 : 1, bytes: state.owed.bytes)
        state.isAsked = true
        return credit
    }

    private func ask(_ question: (any SampleOrigin, Credit)?) {
        guard let (place, credit) = question else { return }
        place.grant(credit)
        place.confirm()
    }

    /// The node has answered a ping: what it had that is newer is here.
    func confirmed() {
        let ready = state.withLockedValue { ClientSubscription.settle(&$0) }
        if let (waiter, sample) = ready { waiter.resume(returning: .success(sample)) }
    }

    private static func settle(_ state: inout State) -> (Waiter, Sample)? {
        state.isConfirming = false
        guard let waiter = state.waiter, let sample = state.buffer.popFirst() else { return nil }
        state.waiter = nil
        return (waiter, sample)
    }

    /// The connection is gone; the next sample tells.
    func interrupted(_ error: PharosError) {
        let ready = state.withLockedValue { state -> (Waiter, Sample)? in
            state.place = nil
            state.interruption = error
            return ClientSubscription.settle(&state)
        }
        if let (waiter, sample) = ready { waiter.resume(returning: .success(sample)) }
    }

    /// Ends the sequence after what has come, with an error or in order.
    func finish(_ error: PharosError?) {
        let end: Result<Void, PharosError> = error.map { .failure($0) } ?? .success(())
        let (isFirst, waiter) = state.withLockedValue { state -> (Bool, (Waiter, Result<Sample?, PharosError>)?) in
            guard state.end == nil else { return (false, nil) }
            state.end = end
            guard let waiter = state.waiter else { return (true, nil) }
            state.waiter = nil
            // One that was about to be confirmed is the last.
            if let sample = state.buffer.popFirst() { return (true, (waiter, .success(sample))) }
            return (true, (waiter, end.map { nil }))
        }
        if isFirst, let error { handler?(.failure(error)) }
        if let (waiter, result) = waiter { waiter.resume(returning: result) }
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

    /// All that is here already; nothing of the *latest*, which must be asked first.
    func takeWaiting(_ taken: inout Deque<Sample>) {
        if isLatest { return }
        let due = state.withLockedValue { state -> Due? in
            guard !state.buffer.isEmpty else { return nil }
            swap(&state.buffer.samples, &taken)
            defer { state.buffer.forgetBytes() }
            return pay(for: taken.count, state.buffer.bytes, &state)
        }
        if let (place, credit) = due { place.grant(credit) }
    }

    /// The next sample; `nil` at the end or when the caller's task is cancelled.
    func next() async throws(PharosError) -> Sample? {
        guard let sample = try await waitForNext().get() else { return nil }
        return try selected(sample)
    }

    /// What the reader's name selects of a sample.
    private func selected(_ sample: Sample) throws(PharosError) -> Sample {
        guard let selection else { return sample }
        return try selection.apply(sample).get()
    }

    /// The first of what was taken, as the reader's name selects it.
    func next(of taken: inout Deque<Sample>) throws(PharosError) -> Sample? {
        guard selection != nil else { return taken.popFirst() }
        return try taken.popFirst().map(selected)
    }

    private func waitForNext() async -> Result<Sample?, PharosError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                var question: (any SampleOrigin, Credit)?
                var due: Due?
                let ready = state.withLockedValue { state -> Result<Sample?, PharosError>? in
                    if isLatest, !state.buffer.isEmpty, state.end == nil, !Task.isCancelled,
                        NIODeadline.now() - state.arrival > ClientSubscription.freshness
                    {
                        question = ClientSubscription.question(&state)
                        if state.isConfirming {
                            state.waiter = continuation
                            return nil
                        }
                    }
                    if let sample = state.buffer.popFirst() {
                        due = pay(for: sample, &state)
                        return .success(sample)
                    }
                    switch state.end {
                    case .success?: return .success(nil)
                    case .failure(let error)?: return .failure(error)
                    case nil: break
                    }
                    if Task.isCancelled { return .success(nil) }
                    state.waiter = continuation
                    if isLatest, !state.isAsked, let place = state.place {
                        due = (place, ClientSubscription.demand(&state))
                    }
                    return nil
                }
                ask(question)
                if let (place, credit) = due { place.grant(credit) }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            state.withLockedValue { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume(returning: .success(nil))
        }
    }

    private typealias Due = (place: any SampleOrigin, credit: Credit)

    private func pay(for sample: Sample, _ state: inout State) -> Due? {
        pay(for: 1, state.inherited > 0 ? 0 : sample.creditBytes, &state)
    }

    /// Samples were taken: the node may send others. Credit goes back in lots, so that it costs little.
    private func pay(for count: Int, _ bytes: UInt64, _ state: inout State) -> Due? {
        // For the latest it is given with the next question; a handler takes each at once.
        if isLatest, handler == nil { return nil }
        let inherited = min(state.inherited, count)
        state.inherited -= inherited
        state.owed.samples += UInt32(count - inherited)
        state.owed.bytes += bytes
        guard let place = state.place,
            state.owed.samples >= max(1, window / 4) || state.owed.bytes >= ClientSubscription.windowBytes / 4
        else { return nil }
        defer { state.owed = Credit(samples: 0, bytes: 0) }
        return (place, state.owed)
    }
}
