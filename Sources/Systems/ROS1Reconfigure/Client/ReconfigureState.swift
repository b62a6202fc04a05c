// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore

/// What a server has said last, and who waits for it.
final class ReconfigureState: Sendable {
    struct Known: Sendable {
        var description: Result<ReconfigureDescription, any Error>?
        var configuration: Configuration?
        var isClosed = false
    }

    private struct State {
        var known = Known()
        var waiting: [UInt64: AsyncStream<Known>.Continuation] = [:]
        var watching: [UInt64: AsyncStream<Configuration>.Continuation] = [:]
        var next: UInt64 = 0
    }

    private let state = NIOLockedValueBox(State())

    func described(_ description: Result<ReconfigureDescription, any Error>) {
        change { $0.known.description = description }
    }

    func configured(_ configuration: Configuration) {
        let watching = change { $0.known.configuration = configuration }
        for continuation in watching { continuation.yield(configuration) }
    }

    func close() {
        let watching = change { $0.known.isClosed = true }
        for continuation in watching { continuation.finish() }
    }

    /// - Returns: those who watch the configuration.
    @discardableResult
    private func change(_ body: (inout State) -> Void) -> [AsyncStream<Configuration>.Continuation] {
        let (known, waiting, watching) = state.withLockedValue { state in
            body(&state)
            return (state.known, Array(state.waiting.values), Array(state.watching.values))
        }
        for continuation in waiting { continuation.yield(known) }
        return watching
    }

    /// What is known, now and at each change, until the deadline.
    func changes(_ deadline: NIODeadline) -> AsyncStream<Known> {
        let (stream, continuation) = AsyncStream.makeStream(of: Known.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLockedValue { state in
            state.next += 1
            state.waiting[state.next] = continuation
            continuation.yield(state.known)
            return state.next
        }
        let timer = Task {
            let rest = deadline - .now()
            if rest > .nanoseconds(0) { try? await Task.sleep(nanoseconds: UInt64(clamping: rest.nanoseconds)) }
            continuation.finish()
        }
        continuation.onTermination = { [weak self] _ in
            timer.cancel()
            self?.state.withLockedValue { $0.waiting[number] = nil }
        }
        return stream
    }

    func watch() -> AsyncStream<Configuration> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Configuration.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLockedValue { state in
            state.next += 1
            if let known = state.known.configuration { continuation.yield(known) }
            if state.known.isClosed { continuation.finish() } else { state.watching[state.next] = continuation }
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLockedValue { $0.watching[number] = nil }
        }
        return stream
    }
}
