// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PodEnvironments

/// Tells how far the making of an environment is, from the second second on: what is quicker needs no words.
final class PodProgressLine: Sendable {
    private let line = ProgressLine(isForced: true)
    private let started = ContinuousClock.now
    private let state = NIOLockedValueBox<(last: String, task: Task<Void, Never>?)>(("", nil))

    init() {
        let task = Task { [weak self] in
            guard (try? await Task.sleep(for: .seconds(1))) != nil, let self else { return }
            let text = self.state.withLockedValue { $0.last }
            if !text.isEmpty { self.line.show(text) }
        }
        state.withLockedValue { $0.task = task }
    }

    /// Takes a step.
    func show(_ step: PodSyncProgress) {
        // A log file wants to know what is done, not each line of pip's.
        guard !step.isOutput || line.isTerminal else { return }
        let text = "\(step.pod): \(step.step.rawValue), \(step.detail)"
        state.withLockedValue { $0.last = text }
        if ContinuousClock.now - started > .seconds(1) { line.show(text) }
    }

    /// The cursor is on a line of its own again.
    func end() {
        state.withLockedValue { $0.task }?.cancel()
        if ContinuousClock.now - started > .seconds(1) { line.end() }
    }
}
