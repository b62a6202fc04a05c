// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import ROSMessages
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The time of a graph: this machine's, or the simulated one on /clock (http://wiki.ros.org/Clock). Confined to the
/// node's event loop.
final class GraphClock {
    /// The simulated time; 0 until the first message, as in rospy and roscpp.
    var simulated: Int64 = 0
    var subscription: TopicSubscription?
}

extension Node {
    /// The graph's time in nanoseconds since 1970. On the event loop only.
    package var now: Int64 {
        if let clock { return clock.simulated }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The graph's time: /clock when /use_sim_time was set as the node started, else this machine's.
    public func time() async throws -> ROSTime { ROSTime(nanoseconds: try await onLoop { self.now }) }

    /// Whether the graph's time is simulated.
    public func usesSimulatedTime() async throws -> Bool { try await onLoop { self.clock != nil } }

    /// Looks at /use_sim_time once, as nodes do when they start, and listens to /clock when it is set.
    func startClock() async throws {
        guard try await parameter("/use_sim_time").bool == true else { return }
        try await onLoop { self.clock = GraphClock() }
        let subscription = try await subscribe("/clock", as: RosgraphMsgs.Clock.self) { [weak self] message in
            guard let self, let clock = self.clock, let time = try? message.get().clock else { return }
            let before = clock.simulated
            clock.simulated = time.nanoseconds
            if time.nanoseconds < before {
                for listener in self.jumpListeners { listener(ROSTime(nanoseconds: before), time) }
            }
        }
        try await onLoop { self.clock?.subscription = subscription }
    }

    /// Calls `listener` too on the event loop when simulated time jumps back, with the times before and after.
    public func onTimeJump(_ listener: @escaping @Sendable (ROSTime, ROSTime) -> Void) async throws {
        try await onLoop { self.jumpListeners.append(listener) }
    }

    /// Sleeps in the graph's time: with a simulated clock it ends when that clock has advanced, and not before its
    /// first message.
    public func sleep(seconds: Double) async throws {
        guard try await usesSimulatedTime() else { return try await Task.sleep(for: .seconds(seconds)) }
        var start = try await onLoop { self.now }
        while true {
            try await Task.sleep(for: .milliseconds(2))
            let now = try await onLoop { self.now }
            if start == 0 || now < start { start = now }
            if start > 0, now - start >= Int64(seconds * 1e9) { return }
        }
    }
}
