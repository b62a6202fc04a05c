// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel

/// One call, read or write in flight: the task that does it and the timer that ends it. Confined to the event loop,
/// which is what makes it `Sendable`.
final class SessionOperation: @unchecked Sendable {
    private var task: Task<Void, Never>?
    private var timer: Scheduled<Void>?
    private var pendingRead: PendingRead?

    func run(_ task: Task<Void, Never>) { self.task = task }
    func run(_ read: PendingRead) { pendingRead = read }
    func expire(_ timer: Scheduled<Void>) { self.timer = timer }

    /// The operation is over: nothing fires any more.
    func end() { timer?.cancel() }

    /// Nobody waits for the answer any more.
    func cancel() {
        timer?.cancel()
        task?.cancel()
        pendingRead?.cancel()
    }
}
