// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What happens to samples that come faster than they are taken. Every subscription has a bound.
public enum QueuePolicy: Sendable, Hashable {
    /// Only the newest sample waits. The default: a reader that pauses finds what is true now.
    case latest
    /// Up to `limit` samples wait, in order and without a hole; while full, later ones are dropped and counted.
    case all(limit: Int)
    /// Up to `limit` samples wait; the oldest gives way and is counted.
    case dropOldest(limit: Int)

    /// How many samples may wait in the node.
    public var limit: Int {
        switch self {
        case .latest: 1
        case .all(let limit), .dropOldest(let limit): max(1, limit)
        }
    }
}
