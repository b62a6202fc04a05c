// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel

/// The resources a node knows and what of them it shows. Confined to the node's event loop, which is what makes
/// it `Sendable`.
final class ResourceTable: @unchecked Sendable {
    private(set) var known: [ResourceInfo.Identity: ResourceInfo] = [:]
    private(set) var shown: [ResourceInfo.Identity: ResourceInfo] = [:]
    /// The interface's first look at its system is over.
    private(set) var isComplete = false
    /// Counts the changes of list and exposure.
    private(set) var version: UInt64 = 1
    private(set) var exposure: Exposure
    private var listeners: [ObjectIdentifier: (ResourceChange) -> Void] = [:]
    private var completionWaiters: [() -> Void] = []

    init(exposure: Exposure) { self.exposure = exposure }

    /// Whether somebody watches the list; readable from anywhere.
    let isWatched = NIOLockedValueBox(false)

    /// What is shown, by path, then role.
    func list(matching pattern: NamePattern?) -> [ResourceInfo] {
        shown.values.filter { pattern?.matches($0.path) ?? true }
            .sorted { ($0.path, $0.role.rawValue) < ($1.path, $1.role.rawValue) }
    }

    func update(_ infos: [ResourceInfo]) {
        for info in infos { known[info.identity] = info }
        publish(infos)
    }

    func remove(_ infos: [ResourceInfo]) {
        for info in infos { known[info.identity] = nil }
        publish(infos)
    }

    func replaceAll(_ infos: [ResourceInfo]) {
        known = Dictionary(infos.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
        let becameComplete = !isComplete
        isComplete = true
        publish(force: becameComplete)
        let waiters = completionWaiters
        completionWaiters = []
        for waiter in waiters { waiter() }
    }

    func expose(_ exposure: Exposure) {
        self.exposure = exposure
        publish()
    }

    /// Calls `waiter` when the first look at the system is over, at once if it is.
    func whenComplete(_ waiter: @escaping () -> Void) {
        if isComplete { waiter() } else { completionWaiters.append(waiter) }
    }

    func listen(_ owner: AnyObject, _ listener: @escaping (ResourceChange) -> Void) {
        listeners[ObjectIdentifier(owner)] = listener
        isWatched.withLockedValue { $0 = true }
    }

    func stopListening(_ owner: AnyObject) {
        listeners[ObjectIdentifier(owner)] = nil
        isWatched.withLockedValue { $0 = !listeners.isEmpty }
    }

    /// Tells what the clients see differently of these resources; the others are as they were.
    private func publish(_ touched: [ResourceInfo]) {
        version += 1
        var change = ResourceChange(isComplete: isComplete)
        for identity in Set(touched.map(\.identity)) {
            let before = shown[identity]
            let now = known[identity].flatMap { exposure.shown($0) }
            shown[identity] = now
            note(before, now, in: &change)
        }
        tell(change)
    }

    /// Finds out what the clients see differently now and tells those who watch.
    private func publish(force: Bool = false) {
        version += 1
        var next: [ResourceInfo.Identity: ResourceInfo] = [:]
        next.reserveCapacity(known.count)
        var change = ResourceChange(isComplete: isComplete)
        for (identity, info) in known {
            guard let visible = exposure.shown(info) else { continue }
            next[identity] = visible
            note(shown[identity], visible, in: &change)
        }
        for (identity, info) in shown where next[identity] == nil { note(info, nil, in: &change) }
        shown = next
        tell(change, force: force)
    }

    private func note(_ before: ResourceInfo?, _ now: ResourceInfo?, in change: inout ResourceChange) {
        switch (before, now) {
        case (nil, let now?): change.appeared.append(now)
        case (let before?, let now?) where before != now: change.changed.append(now)
        case (let before?, nil): change.vanished.append(before)
        default: break
        }
    }

    private func tell(_ change: ResourceChange, force: Bool = false) {
        guard force || !change.isEmpty else { return }
        for listener in listeners.values { listener(change) }
    }
}
