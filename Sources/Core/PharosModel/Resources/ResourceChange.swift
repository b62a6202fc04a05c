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

    /// This change and a later one as one: what appeared and vanished again is in none of the lists.
    package func followed(by later: ResourceChange) -> ResourceChange {
        var appeared = Dictionary(self.appeared.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        var changed = Dictionary(self.changed.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        var vanished = Dictionary(self.vanished.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        for info in later.appeared {
            if vanished.removeValue(forKey: info.identity) != nil { changed[info.identity] = info } else {
                appeared[info.identity] = info
            }
        }
        for info in later.changed {
            if appeared[info.identity] != nil { appeared[info.identity] = info } else { changed[info.identity] = info }
        }
        for info in later.vanished {
            changed[info.identity] = nil
            if appeared.removeValue(forKey: info.identity) == nil { vanished[info.identity] = info }
        }
        return ResourceChange(
            appeared: Array(appeared.values), changed: Array(changed.values), vanished: Array(vanished.values),
            isComplete: isComplete || later.isComplete)
    }
}
