// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

/// How many nodes still run or may run again: a supervisor of nothing ends.
final class RemainingNodes: Sendable {
    private struct State {
        var count: Int
        var failures: [String] = []
        var none: (@Sendable () -> Void)?
    }

    private let state: NIOLockedValueBox<State>

    init(_ count: Int) { state = NIOLockedValueBox(State(count: count)) }

    /// What to do when none is left.
    func whenNone(_ none: @escaping @Sendable () -> Void) { state.withLockedValue { $0.none = none } }

    /// A node will not run again; `failure` says why where that is no intention.
    func ended(_ failure: String?) {
        let none = state.withLockedValue { state -> (@Sendable () -> Void)? in
            state.count -= 1
            if let failure { state.failures.append(failure) }
            return state.count == 0 ? state.none : nil
        }
        none?()
    }

    /// The reasons when none is left and at least one failed.
    var failures: [String]? {
        state.withLockedValue { $0.count == 0 && !$0.failures.isEmpty ? $0.failures : nil }
    }
}
