// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

/// The models that somebody holds, by what they name: one object for one thing, however its name is written and in
/// whatever task it is asked for. What nobody holds any more is forgotten.
struct ModelRegistry: Sendable {
    private struct Entry: Sendable { weak let model: (any Model)? }

    private struct State {
        var entries: [String: Entry] = [:]
        /// The number of entries at which those of forgotten models are swept out: at most half of them then.
        var sweepAt = 64
    }

    private let state = NIOLockedValueBox(State())

    /// The model of an identity, or the one that `make` makes.
    func model<M: Model>(_ identity: String, _ make: () -> M) -> M {
        state.withLockedValue { state in
            if let known = state.entries[identity]?.model as? M { return known }
            let made = make()
            state.entries[identity] = Entry(model: made)
            if state.entries.count >= state.sweepAt {
                state.entries = state.entries.filter { $0.value.model != nil }
                state.sweepAt = max(64, 2 * state.entries.count)
            }
            return made
        }
    }
}
