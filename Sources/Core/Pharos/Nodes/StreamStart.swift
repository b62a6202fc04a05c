// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel

/// Where a subscription, watch or offer was begun last. Recovery and whoever asked for the stream may both come to
/// begin it on a new connection: one of them does, the other waits for it.
final class StreamStart: Sendable {
    private let last = NIOLockedValueBox<(connection: NodeConnection, task: Task<Void, any Error>)?>(nil)

    /// Begins the stream on `connection` unless that has been done.
    func once(
        on connection: NodeConnection, _ begin: @escaping @Sendable () async throws -> Void
    ) async throws(PharosError) {
        let task = last.withLockedValue { last -> Task<Void, any Error> in
            if let last, last.connection === connection { return last.task }
            let task = Task { try await begin() }
            last = (connection, task)
            return task
        }
        do {
            try await withTaskCancellationHandler { try await task.value } onCancel: { task.cancel() }
        } catch {
            last.withLockedValue { last in if last?.task == task { last = nil } }
            throw PharosError.wrap(error)
        }
    }

    /// The stream is over; the connection is not held for it.
    func forget() { last.withLockedValue { $0 = nil } }
}
