// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Whether an idle process still answers: the sums, without a clock of its own.
struct WorkerHealth {
    /// What is to be done.
    enum Verdict { case nothing, ask, replace }

    private var isAsked = false
    private var isHeard = false

    /// Something came from the process, which is then alive.
    mutating func hasSpoken() { isHeard = true }

    /// A period has passed.
    /// - Parameter isIdle: whether the process has no call. Who has one need not answer: calls have deadlines of their own.
    mutating func look(isIdle: Bool) -> Verdict {
        defer { isHeard = false }
        guard isIdle else {
            isAsked = false
            return .nothing
        }
        if isAsked, !isHeard { return .replace }
        isAsked = true
        return .ask
    }
}

extension PodWorker {
    /// Asks the process once in a while as long as it runs, when that is wanted.
    func watchHealth() {
        guard let period = configuration.healthPeriod else { return }
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(period)) { [weak self] in
            guard let self, isReady, reason == nil else { return }
            switch health.look(isIdle: calls.isEmpty) {
            case .nothing: break
            case .ask: send(.ping, 0) { _ throws(PodError) in }
            case .replace:
                return stop(
                    PodError(.workerReplaced, "the pod's process had no call and did not answer for \(period); it was killed"),
                    now: true)
            }
            watchHealth()
        }
    }
}
