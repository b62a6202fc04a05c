// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire

/// One call, read or write in flight: the task that does it. Confined to the event loop, which is what makes it
/// `Sendable`.
final class SessionOperation: @unchecked Sendable {
    let kind: FrameKind
    let reference: ResourceReference
    private var task: Task<Void, Never>?
    private var pendingRead: PendingRead?

    init(_ kind: FrameKind, _ reference: ResourceReference) {
        self.kind = kind
        self.reference = reference
    }

    func run(_ task: Task<Void, Never>) { self.task = task }
    func run(_ read: PendingRead) { pendingRead = read }

    /// Nobody waits for the answer any more.
    func cancel() {
        task?.cancel()
        pendingRead?.cancel()
    }
}
