// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// When a process that died may be started again: the sums, without a clock of its own.
struct RestartState {
    let policy: Pod.RestartPolicy
    /// When processes died, within the period.
    private var deaths: [NIODeadline] = []
    /// Deaths without a call that succeeded in between.
    private var inARow = 0

    init(_ policy: Pod.RestartPolicy) { self.policy = policy }

    /// A call succeeded.
    mutating func succeeded() { inARow = 0 }

    /// A process died.
    /// - Parameter jitter: 0 to 1: pods that died together are not to be started together.
    /// - Returns: how long to wait; `nil` when the budget is used up.
    mutating func died(at now: NIODeadline, jitter: Double) -> TimeAmount? {
        deaths.removeAll { $0 < now - TimeAmount(policy.period) }
        deaths.append(now)
        guard deaths.count <= policy.budget else { return nil }
        let first = max(TimeAmount(policy.firstDelay).nanoseconds, 0)
        let longest = max(TimeAmount(policy.longestDelay).nanoseconds, 0)
        let doubled = first.multipliedReportingOverflow(by: 1 << Int64(min(inARow, 30)))
        inARow += 1
        let delay = min(doubled.overflow ? longest : doubled.partialValue, longest)
        return .nanoseconds(Int64(Double(delay) * (0.5 + jitter / 2)))
    }
}
