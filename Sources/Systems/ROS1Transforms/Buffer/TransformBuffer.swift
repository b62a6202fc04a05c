// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import NIOCore
public import ROSMessages

/// Where frames were in each other for the last seconds; answers as tf2's buffer does.
///
/// From any thread. Lookups without a deadline answer at once.
public final class TransformBuffer: Sendable {
    /// What a buffer keeps.
    public struct Configuration: Sendable {
        /// How long transforms are kept, reckoned from each frame's newest. Default: 10 s.
        public var cacheTime = TimeAmount.seconds(10)
        /// How many frames there may be. Default: 10 000.
        public var maximumFrames = 10_000
        /// How many transforms of a frame are kept at most; the oldest gives way. Default: 50 000.
        public var maximumHistory = 50_000
        /// How many lookups may wait. Default: 1000.
        public var maximumWaiting = 1000

        /// The defaults.
        public init() {}
    }

    private struct State {
        var tree: TransformTree
        var waiting: [UInt64: Waiter] = [:]
        var nextWaiter: UInt64 = 0
    }

    private struct Waiter {
        var attempt: @Sendable (TransformTree) throws(TransformError) -> StampedTransform
        var continuation: CheckedContinuation<StampedTransform?, Never>
    }

    private let state: NIOLockedValueBox<State>
    private let configuration: Configuration

    /// An empty buffer.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        state = NIOLockedValueBox(State(tree: TransformTree(configuration)))
    }

    // MARK: Taking

    /// Takes a transform.
    ///
    /// - Parameters:
    ///   - transform: where the child lies in its parent.
    ///   - isStatic: whether that holds for ever. A frame stays what it was first.
    ///   - authority: who says so, for messages.
    /// - Throws: ``TransformError`` with `refused`: a frame in itself, a name that is missing, NaN, a rotation whose
    ///   length is not 1, a time that is known or too old; with `limitExceeded`.
    public func insert(
        _ transform: StampedTransform, isStatic: Bool = false, authority: String = "here"
    ) throws(TransformError) {
        try insert([transform], isStatic: isStatic, authority: authority)
    }

    /// Takes several at once; all that can be taken are.
    /// - Throws: as ``insert(_:isStatic:authority:)-(StampedTransform,_,_)``, of the first that was refused.
    public func insert(
        _ transforms: [StampedTransform], isStatic: Bool = false, authority: String = "here"
    ) throws(TransformError) {
        let (refusal, answers) = state.withLockedValue { state in
            var refusal: TransformError?
            for transform in transforms {
                do throws(TransformError) {
                    try state.tree.insert(transform, isStatic: isStatic, authority: authority)
                } catch { refusal = refusal ?? error }
            }
            return (refusal, TransformBuffer.answers(&state))
        }
        for (continuation, found) in answers { continuation.resume(returning: found) }
        if let refusal { throw refusal }
    }

    /// Those that wait no longer, with what they get.
    private static func answers(
        _ state: inout State
    ) -> [(CheckedContinuation<StampedTransform?, Never>, StampedTransform)] {
        guard !state.waiting.isEmpty else { return [] }
        var answers: [(CheckedContinuation<StampedTransform?, Never>, StampedTransform)] = []
        for (number, waiter) in state.waiting {
            guard let found = try? waiter.attempt(state.tree) else { continue }
            state.waiting[number] = nil
            answers.append((waiter.continuation, found))
        }
        return answers
    }

    /// Forgets where frames were that move; as after a jump back in time.
    public func clear() { state.withLockedValue { $0.tree.clear() } }

    // MARK: Looking up

    /// What turns points of `source` into points of `target`.
    /// - Parameters:
    ///   - target: the frame that points come to lie in.
    ///   - source: the frame that points come from.
    ///   - time: when. Default (and time 0): the latest time at which all of it is known.
    /// - Throws: ``TransformError`` with `lookup`, `connectivity`, `extrapolation` or `invalidArgument`.
    public func lookup(_ target: String, _ source: String, at time: ROSTime? = nil) throws(TransformError)
        -> StampedTransform
    {
        try attempt { tree throws(TransformError) in try tree.lookup(target, source, at: time?.nanoseconds ?? 0) }
    }

    /// What turns points of `source` at one time into points of `target` at another, while `fixed` does not move.
    /// - Throws: ``TransformError`` with `lookup`, `connectivity`, `extrapolation` or `invalidArgument`.
    public func lookup(
        _ target: String, at targetTime: ROSTime, _ source: String, at sourceTime: ROSTime, fixed: String
    ) throws(TransformError) -> StampedTransform {
        try attempt { tree throws(TransformError) in
            try tree.lookup(
                target, at: targetTime.nanoseconds, source, at: sourceTime.nanoseconds, fixed: fixed)
        }
    }

    /// Looks up, and waits until that is possible.
    /// - Throws: what the last try threw when the deadline has passed; `CancellationError`.
    public func lookup(
        _ target: String, _ source: String, at time: ROSTime? = nil, deadline: NIODeadline
    ) async throws -> StampedTransform {
        try await wait(deadline) { tree throws(TransformError) in
            try tree.lookup(target, source, at: time?.nanoseconds ?? 0)
        }
    }

    /// Looks up by way of a fixed frame, and waits until that is possible.
    /// - Throws: what the last try threw when the deadline has passed; `CancellationError`.
    public func lookup(
        _ target: String, at targetTime: ROSTime, _ source: String, at sourceTime: ROSTime, fixed: String,
        deadline: NIODeadline
    ) async throws -> StampedTransform {
        try await wait(deadline) { tree throws(TransformError) in
            try tree.lookup(
                target, at: targetTime.nanoseconds, source, at: sourceTime.nanoseconds, fixed: fixed)
        }
    }

    /// Whether a lookup would answer.
    public func canTransform(_ target: String, _ source: String, at time: ROSTime? = nil) -> Bool {
        (try? lookup(target, source, at: time)) != nil
    }

    /// All frames, in the order in which they were heard of.
    public var frames: [FrameDescription] { state.withLockedValue { $0.tree.description } }

    private typealias Attempt = @Sendable (TransformTree) throws(TransformError) -> StampedTransform

    private func attempt(_ attempt: Attempt) throws(TransformError) -> StampedTransform {
        let result: Result<StampedTransform, TransformError> = state.withLockedValue { state in
            do throws(TransformError) { return .success(try attempt(state.tree)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func wait(_ deadline: NIODeadline, _ attempt: @escaping Attempt) async throws -> StampedTransform {
        let number = state.withLockedValue { state -> UInt64 in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let timer = Task {
            let rest = deadline - .now()
            if rest > .nanoseconds(0) { try? await Task.sleep(nanoseconds: UInt64(clamping: rest.nanoseconds)) }
            self.giveUp(number)
        }
        defer { timer.cancel() }
        let found = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.begin(number, Waiter(attempt: attempt, continuation: continuation), deadline)
            }
        } onCancel: {
            self.giveUp(number)
        }
        if let found { return found }
        try Task.checkCancellation()
        // What is missing still, or what came in the last moment.
        return try self.attempt(attempt)
    }

    /// Answers at once, or has it wait.
    private func begin(_ number: UInt64, _ waiter: Waiter, _ deadline: NIODeadline) {
        let (isWaiting, found) = state.withLockedValue { state -> (Bool, StampedTransform?) in
            do throws(TransformError) { return (false, try waiter.attempt(state.tree)) } catch {
                // Names do not mend with time.
                guard error.code != .invalidArgument, state.waiting.count < configuration.maximumWaiting else {
                    return (false, nil)
                }
                state.waiting[number] = waiter
                return (true, nil)
            }
        }
        guard isWaiting else { return waiter.continuation.resume(returning: found) }
        // Either may have come before it was waiting.
        if Task.isCancelled || NIODeadline.now() >= deadline { giveUp(number) }
    }

    private func giveUp(_ number: UInt64) {
        let waiter = state.withLockedValue { $0.waiting.removeValue(forKey: number) }
        waiter?.continuation.resume(returning: nil)
    }
}
