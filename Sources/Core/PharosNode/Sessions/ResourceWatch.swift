// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

/// A client's watch of the resource list. What a client that does not read misses is kept as one change, never larger
/// than the list, however often the list changes meanwhile.
final class ResourceWatch {
    let pattern: NamePattern?
    private var held: ResourceChange?

    init(pattern: NamePattern?) { self.pattern = pattern }

    /// What of a change is to be sent now; `nil`: nothing, or the client does not read.
    func take(_ change: ResourceChange, isWritable: Bool) -> ResourceChange? {
        let visible = filter(change)
        guard !visible.isEmpty || change.isComplete else { return nil }
        if isWritable, held == nil { return visible }
        held = held?.followed(by: visible) ?? visible
        return nil
    }

    /// What was held back.
    func release() -> ResourceChange? {
        defer { held = nil }
        return held
    }

    /// The part of a change that the pattern lets through.
    private func filter(_ change: ResourceChange) -> ResourceChange {
        guard let pattern else { return change }
        var filtered = change
        filtered.appeared.removeAll { !pattern.matches($0.path) }
        filtered.changed.removeAll { !pattern.matches($0.path) }
        filtered.vanished.removeAll { !pattern.matches($0.path) }
        return filtered
    }
}
