// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel

/// Whether a node is ready, for those that start after it.
final class Readiness: Sendable {
    private struct State {
        var outcome: Result<Void, PharosError>?
        var waiting: [CheckedContinuation<Void, any Error>] = []
    }

    let label: String
    private let state = NIOLockedValueBox(State())

    init(_ label: String) { self.label = label }

    /// Waits until the node has been ready once.
    /// - Throws: ``PharosError`` with `nodeUnavailable` when it will not be.
    func wait() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let outcome = state.withLockedValue { state -> Result<Void, PharosError>? in
                if state.outcome == nil { state.waiting.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(with: outcome.mapError { $0 }) }
        }
    }

    /// It is ready; once ready, those that wait have started.
    func succeed() { settle(.success(())) }

    /// It will not be ready. Does nothing when it has been.
    func fail(_ reason: String) {
        settle(.failure(PharosError(.nodeUnavailable, "it starts after '\(label)', which is not ready: \(reason)")))
    }

    private func settle(_ outcome: Result<Void, PharosError>) {
        let waiting = state.withLockedValue { state -> [CheckedContinuation<Void, any Error>] in
            guard state.outcome == nil else { return [] }
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(with: outcome.mapError { $0 }) }
    }
}
