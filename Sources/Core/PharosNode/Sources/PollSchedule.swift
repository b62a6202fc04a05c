// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import HeapModule
import NIOCore

/// When each polled resource is asked next: one timer for all of them, however many. Confined to its event loop.
final class PollSchedule {
    private struct Entry: Comparable {
        var due: NIODeadline
        var poll: Poll
        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
        static func == (left: Entry, right: Entry) -> Bool { left.due == right.due }
    }

    /// One entry; what is cancelled stays in the schedule until its time and is not called then.
    final class Poll {
        fileprivate var body: (() -> Void)?

        fileprivate init(_ body: @escaping () -> Void) { self.body = body }

        func cancel() { body = nil }
    }

    private let eventLoop: any EventLoop
    private var entries = Heap<Entry>()
    private var timer: (fires: NIODeadline, scheduled: Scheduled<Void>)?

    /// What is due within this time is done with one timer.
    private static let grain = TimeAmount.milliseconds(1)

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    deinit { timer?.scheduled.cancel() }

    /// Calls `body` once, when it is due.
    func schedule(at due: NIODeadline, _ body: @escaping () -> Void) -> Poll {
        let poll = Poll(body)
        entries.insert(Entry(due: due, poll: poll))
        stand(at: due)
        return poll
    }

    private func stand(at deadline: NIODeadline) {
        if let timer, timer.fires <= deadline + PollSchedule.grain { return }
        timer?.scheduled.cancel()
        timer = (
            deadline,
            eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] () -> Void in self?.fire() }
        )
    }

    private func fire() {
        timer = nil
        let now = NIODeadline.now() + PollSchedule.grain
        while let first = entries.min, first.due <= now {
            let poll = entries.removeMin().poll
            guard let body = poll.body else { continue }
            poll.body = nil
            body()
        }
        if let next = entries.min { stand(at: next.due) }
    }
}
