// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOConcurrencyHelpers
import NIOCore

/// The values a generator of a pod yields, as they are asked for. What is under way is bounded; the pod waits when nobody
/// asks.
public struct PodStream: AsyncSequence, Sendable {
    /// What comes.
    public typealias Element = PodValue
    /// Kept while it is read.
    let pod: Pod
    let core: PodCore
    let name: String
    let arguments: [PodValue]
    let keywords: PodDictionary
    let options: PodCallOptions

    /// Begins the call with the first value asked for.
    public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    /// Where a reader of the stream is. When it goes, the call is cancelled.
    public struct Iterator: AsyncIteratorProtocol {
        private let stream: PodStream
        private var reader: Reader?

        fileprivate init(stream: PodStream) { self.stream = stream }

        /// The next value, or `nil` at the end.
        /// - Throws: ``PodError``, what the generator raised among them.
        public mutating func next() async throws -> PodValue? {
            let reader = reader ?? Reader(stream)
            self.reader = reader
            return try await reader.buffer.next()
        }

        /// Ends the call with the last iterator.
        private final class Reader: Sendable {
            let buffer: PodStreamBuffer

            init(_ stream: PodStream) {
                let core = stream.core
                let number = core.nextNumber()
                buffer = PodStreamBuffer(
                    credit: Swift.max(1, stream.options.credit), more: { core.credit(number, $0) },
                    cancel: { core.cancel(number) })
                core.open(stream, number, buffer)
            }

            deinit { buffer.abandon() }
        }
    }
}

/// What came and was not read yet: at most what was asked for.
final class PodStreamBuffer: Sendable {
    private struct State {
        var values = Deque<PodValue>()
        /// Values that were read and not asked for again.
        var read = 0
        var end: Result<Void, PodError>?
        var waiter: CheckedContinuation<PodValue?, any Error>?
    }

    private let credit: Int
    private let more: @Sendable (Int) -> Void
    private let cancel: @Sendable () -> Void
    private let state = NIOLockedValueBox(State())

    init(credit: Int, more: @escaping @Sendable (Int) -> Void, cancel: @escaping @Sendable () -> Void) {
        self.credit = credit
        self.more = more
        self.cancel = cancel
    }

    /// Keeps a value for its reader.
    /// - Throws: ``PodError`` when more came than was asked for.
    func append(_ value: PodValue) throws(PodError) {
        let (waiter, isTooMuch) = state.withLockedValue { state in
            if let waiter = state.waiter {
                state.waiter = nil
                state.read += 1
                return (waiter as CheckedContinuation<PodValue?, any Error>?, false)
            }
            // One more may be the value of a function that is no stream.
            guard state.values.count <= credit else { return (nil, true) }
            state.values.append(value)
            return (nil, false)
        }
        if isTooMuch { throw PodError(.protocolViolation, "the pod sends more values of a stream than were asked for") }
        waiter?.resume(returning: value)
    }

    func finish(_ error: PodError?) {
        let waiter = state.withLockedValue { state in
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.waiter = nil }
            return state.waiter
        }
        if let error { waiter?.resume(throwing: error) } else { waiter?.resume(returning: nil) }
    }

    /// Nobody reads any more.
    func abandon() {
        if state.withLockedValue({ $0.end == nil }) { cancel() }
    }

    func next() async throws -> PodValue? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<PodValue?, any Error>) in
                let asked = state.withLockedValue { state -> Int in
                    if let value = state.values.popFirst() {
                        state.read += 1
                        continuation.resume(returning: value)
                    } else {
                        switch state.end {
                        case .success: continuation.resume(returning: nil)
                        case .failure(let error):
                            // Told once; who asks again is at the end.
                            state.end = .success(())
                            continuation.resume(throwing: error)
                        case nil:
                            // A second reader of one iterator: the first is let go.
                            state.waiter?.resume(returning: nil)
                            state.waiter = continuation
                        }
                    }
                    guard state.end == nil, state.read > 0, state.read * 2 >= credit || state.values.isEmpty else {
                        return 0
                    }
                    defer { state.read = 0 }
                    return state.read
                }
                if asked > 0 { more(asked) }
            }
        } onCancel: {
            cancel()
        }
    }
}
