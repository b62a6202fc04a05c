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
    let start = StreamStart()

    private struct State {
        /// What the reader has been told of, or will be with the next change.
        var listed: [ResourceInfo.Identity: ResourceInfo] = [:]
        var waiting: ResourceChange?
        var waiter: CheckedContinuation<Result<ResourceChange?, PharosError>, Never>?
        var end: Result<Void, PharosError>?
        var place: (any ChangeOrigin)?
        /// What an earlier node listed and this one has not listed yet, until its first look is over.
        var unconfirmed: Set<ResourceInfo.Identity>?

        /// A change of a node that is still at its first look, as the reader sees it: what it knows already has not
        /// appeared, and at the end of the look what was not listed has vanished.
        mutating func confirm(_ change: ResourceChange) -> ResourceChange {
            guard var open = unconfirmed else { return change }
            var seen = change
            seen.appeared = change.appeared.filter { listed[$0.identity] == nil }
            seen.changed += change.appeared.filter { info in listed[info.identity].map { $0 != info } ?? false }
            open.subtract((change.appeared + change.changed).map(\.identity))
            if change.isComplete {
                seen.vanished += open.compactMap { listed[$0] }
                unconfirmed = nil
            } else {
                unconfirmed = open
            }
            return seen
        }
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
            state.unconfirmed = isComplete ? nil : Set(state.listed.keys).subtracting(now.keys)
            return change
        }
        receive(change)
    }

    func receive(_ change: ResourceChange) {
        let ready = state.withLockedValue {
            state -> (CheckedContinuation<Result<ResourceChange?, PharosError>, Never>, ResourceChange)? in
            guard state.end == nil else { return nil }
            let change = state.confirm(change)
            for info in change.appeared + change.changed { state.listed[info.identity] = info }
            for info in change.vanished { state.listed[info.identity] = nil }
            let merged = state.waiting?.followed(by: change) ?? change
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
