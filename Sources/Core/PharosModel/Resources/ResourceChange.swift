// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What changed among the resources of an authority.
public struct ResourceChange: Sendable, Hashable {
    /// Resources that are new.
    public var appeared: [ResourceInfo]
    /// Resources whose type, publishers or subscribers changed.
    public var changed: [ResourceInfo]
    /// Resources that are gone, as they were last.
    public var vanished: [ResourceInfo]
    /// The node's first look at its system is over: what was not listed until now is not there.
    public var isComplete: Bool

    /// Creates a change.
    public init(
        appeared: [ResourceInfo] = [], changed: [ResourceInfo] = [], vanished: [ResourceInfo] = [],
        isComplete: Bool = true
    ) {
        self.appeared = appeared
        self.changed = changed
        self.vanished = vanished
        self.isComplete = isComplete
    }

    /// Nothing in it.
    public var isEmpty: Bool { appeared.isEmpty && changed.isEmpty && vanished.isEmpty }
}
