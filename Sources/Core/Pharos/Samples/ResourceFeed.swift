// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOConcurrencyHelpers
import NIOCore
import PharosModel

/// The changes of a resource list that a client has not taken yet. While nobody takes them they are merged, so that
/// their number is bounded by the number of resources.
final class ResourceFeed: Sendable {
    let pattern: String

    private struct State {
        /// What the reader has been told of, or will be with the next change.
        var listed: [ResourceInfo.Identity: ResourceInfo] = [:]
        var waiting: ResourceChange?
        var waiter: CheckedContinuation<Result<ResourceChange?, PharosError>, Never>?
        var end: Result<Void, PharosError>?
        var place: (any ChangeOrigin)?
    }

    private let state = NIOLockedValueBox(State())

    init(pattern: String) { self.pattern = pattern }

    var isFinished: Bool { state.withLockedValue { $0.end != nil } }

    /// The list as a (new) origin begins: whatever differs from what the reader knows is a change.
    func begin(_ resources: [ResourceInfo], isComplete: Bool, on origin: any ChangeOrigin) {
        let change = state.withLockedValue { state -> ResourceChange in
            state.place = origin
            let now = Dictionary(resources.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
            var change = ResourceChange(isComplete: isComplete)
            change.appeared = resources.filter { state.listed[$0.identity] == nil }
            change.changed = resources.filter { info in state.listed[info.identity].map { $0 != info } ?? false }
            // A node that has just started lists nothing yet; what is really gone shows when its first look is over.
            if isComplete { change.vanished = state.listed.values.filter { now[$0.identity] == nil } }
            return change
        }
        receive(change)
    }

    func receive(_ change: ResourceChange) {
        let ready = state.withLockedValue {
            state -> (CheckedContinuation<Result<ResourceChange?, PharosError>, Never>, ResourceChange)? in
            guard state.end == nil else { return nil }
            for info in change.appeared + change.changed { state.listed[info.identity] = info }
            for info in change.vanished { state.listed[info.identity] = nil }
            let merged = state.waiting.map { ResourceFeed.merge($0, change) } ?? change
            guard let waiter = state.waiter else {
                state.waiting = merged
                return nil
            }
            state.waiter = nil
            state.waiting = nil
            return (waiter, merged)
        }
        ready?.0.resume(returning: .success(ready?.1))
    }

    private static func merge(_ first: ResourceChange, _ second: ResourceChange) -> ResourceChange {
        var appeared = Dictionary(first.appeared.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        var changed = Dictionary(first.changed.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        var vanished = Dictionary(first.vanished.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        for info in second.appeared {
            if vanished.removeValue(forKey: info.identity) != nil { changed[info.identity] = info } else {
                appeared[info.identity] = info
            }
        }
        for info in second.changed {
            if appeared[info.identity] != nil { appeared[info.identity] = info } else { changed[info.identity] = info }
        }
        for info in second.vanished {
            changed[info.identity] = nil
            if appeared.removeValue(forKey: info.identity) == nil { vanished[info.identity] = info }
        }
        return ResourceChange(
            appeared: Array(appeared.values), changed: Array(changed.values), vanished: Array(vanished.values),
            isComplete: first.isComplete || second.isComplete)
    }

    func interrupted() { state.withLockedValue { $0.place = nil } }

    func finish(_ error: PharosError?) {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Result<ResourceChange?, PharosError>, Never>? in
            guard state.end == nil else { return nil }
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }

    func cancel() {
        finish(nil)
        let place = state.withLockedValue { state in
            defer { state.place = nil }
            return state.place
        }
        place?.detach()
    }

    func next() async throws(PharosError) -> ResourceChange? {
        let result: Result<ResourceChange?, PharosError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLockedValue { state -> Result<ResourceChange?, PharosError>? in
                    if let change = state.waiting {
                        state.waiting = nil
                        return .success(change)
                    }
                    switch state.end {
                    case .success?: return .success(nil)
                    case .failure(let error)?: return .failure(error)
                    case nil: break
                    }
                    if Task.isCancelled { return .success(nil) }
                    state.waiter = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            state.withLockedValue { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume(returning: .success(nil))
        }
        return try result.get()
    }
}
