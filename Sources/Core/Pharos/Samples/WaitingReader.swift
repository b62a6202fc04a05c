// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel

/// What a sequence keeps, under a lock, of its one reader and of its end: samples, changes of a list, events.
protocol ReaderState: Sendable {
    associatedtype Element: Sendable
    typealias Answer = Result<Element?, PharosError>
    typealias Waiter = CheckedContinuation<Answer, Never>

    /// The reader, while it waits.
    var waiter: Waiter? { get set }
    /// How the sequence ended.
    var end: Result<Void, PharosError>? { get set }
}

extension ReaderState {
    /// What a reader is told when nothing is there for it: the end, the same when its task is cancelled. `nil`: to wait.
    var answerWithoutElement: Answer? {
        switch end {
        case .success?: return .success(nil)
        case .failure(let error)?: return .failure(error)
        case nil: return Task.isCancelled ? .success(nil) : nil
        }
    }

    /// The reader that waits, which from now on does not.
    mutating func takeWaiter() -> Waiter? {
        defer { waiter = nil }
        return waiter
    }
}

extension NIOLockedValueBox where Value: ReaderState {
    /// Answers the reader: with what `begin` gives, or, when that is nothing, with what comes to the waiter that `begin`
    /// kept. A task that is cancelled gets the end.
    func answer(_ begin: (Value.Waiter) -> Value.Answer?) async -> Value.Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let ready = begin(continuation) { continuation.resume(returning: ready) }
            }
        } onCancel: {
            withLockedValue { $0.takeWaiter() }?.resume(returning: .success(nil))
        }
    }

    /// Ends the sequence, in order or with an error, and tells the reader that waits.
    func finish(_ error: PharosError?) {
        let end: Result<Void, PharosError> = error.map { .failure($0) } ?? .success(())
        let waiter = withLockedValue { state -> Value.Waiter? in
            guard state.end == nil else { return nil }
            state.end = end
            return state.takeWaiter()
        }
        waiter?.resume(returning: end.map { nil })
    }
}
