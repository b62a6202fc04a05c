// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// The deadlines of all that is in flight on an event loop, kept by one timer.
///
/// A timer of its own for each call costs as much as the rest of a quick call: almost none of them ever fires. Here a
/// deadline is an entry in a table; the one timer stands at the earliest that was set, looks through the table when it
/// fires, and stands at the next. Confined to its event loop.
public final class DeadlineTable {
    private let eventLoop: any EventLoop
    private let expired: (UInt64) -> Void
    private var deadlines: [UInt64: NIODeadline] = [:]
    private var timer: (fires: NIODeadline, scheduled: Scheduled<Void>)?

    /// Creates an empty table.
    /// - Parameters:
    ///   - eventLoop: the loop from which alone the table is used.
    ///   - expired: called on the loop, once, with the number of what did not end in time; it is no longer in the
    ///     table then.
    public init(eventLoop: any EventLoop, expired: @escaping (UInt64) -> Void) {
        self.eventLoop = eventLoop
        self.expired = expired
    }

    deinit { timer?.scheduled.cancel() }

    /// How many deadlines are set.
    public var count: Int { deadlines.count }

    /// Sets the deadline of `number`, replacing the one it had.
    public func set(_ number: UInt64, _ deadline: NIODeadline) {
        deadlines[number] = deadline
        if let timer, timer.fires <= deadline { return }
        stand(at: deadline)
    }

    /// Forgets `number`: it ended in time. The timer is left alone; it finds nothing and stands at the next.
    public func remove(_ number: UInt64) { deadlines[number] = nil }

    private func stand(at deadline: NIODeadline) {
        timer?.scheduled.cancel()
        let scheduled = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] () -> Void in
            self?.fire()
        }
        timer = (deadline, scheduled)
    }

    private func fire() {
        timer = nil
        let now = NIODeadline.now()
        let due = deadlines.filter { $0.value <= now }.sorted { $0.value < $1.value }
        for (number, _) in due {
            // One that expires may end others.
            guard deadlines.removeValue(forKey: number) != nil else { continue }
            expired(number)
        }
        if timer == nil, let next = deadlines.values.min() { stand(at: next) }
    }
}
