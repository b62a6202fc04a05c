// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore

/// Counts who uses a pod's processes, and stops them when nobody has for a while.
final class IdleStop: Sendable {
    private struct State {
        var users = 0
        var lastUse = NIODeadline.uptimeNanoseconds(0)
        var isTimed = false
    }

    private let limit: TimeAmount?
    private let eventLoop: any EventLoop
    private let state = NIOLockedValueBox(State())
    private let stop: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: how long nobody has used it; `nil`: never.
    ///   - stop: is called while nobody can begin to use it; must not block.
    init(after limit: Duration?, on eventLoop: any EventLoop, stop: @escaping @Sendable () -> Void) {
        self.limit = limit.map { TimeAmount($0) }
        self.eventLoop = eventLoop
        self.stop = stop
    }

    /// Does something that needs the processes.
    func using<T>(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T) async rethrows -> T {
        guard let limit else { return try await body() }
        state.withLockedValue { $0.users += 1 }
        defer { ended(limit) }
        return try await body()
    }

    private func ended(_ limit: TimeAmount) {
        let begins = state.withLockedValue { state in
            state.users -= 1
            state.lastUse = .now()
            guard state.users == 0, !state.isTimed else { return false }
            state.isTimed = true
            return true
        }
        // One timer for many calls: it looks at the last of them when its time has come.
        if begins { look(at: .now() + limit, limit) }
    }

    private func look(at time: NIODeadline, _ limit: TimeAmount) {
        eventLoop.scheduleTask(deadline: time) { [weak self] in
            guard let self else { return }
            let next = state.withLockedValue { state -> NIODeadline? in
                guard state.users == 0 else {
                    state.isTimed = false
                    return nil
                }
                let due = state.lastUse + limit
                guard due <= .now() else { return due }
                state.isTimed = false
                self.stop()
                return nil
            }
            if let next { look(at: next, limit) }
        }
    }
}
