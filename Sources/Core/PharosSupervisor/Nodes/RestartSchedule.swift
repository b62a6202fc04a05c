// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// When to start a node again that keeps ending: at once the first time, then twice as long each time, with jitter;
/// forgotten when it lived well for a minute; over when it ended too often within the window.
package struct RestartSchedule {
    private let maximum: Int
    private let window: Duration
    private var endings: [ContinuousClock.Instant] = []
    private var attempt = 0

    private static let first = Duration.milliseconds(100)
    private static let longest = Duration.seconds(30)
    private static let healthyLife = Duration.seconds(60)

    package init(maximum: Int, window: Duration) {
        self.maximum = maximum
        self.window = window
    }

    /// The node ended at `now` after it had lived for `life`.
    /// - Returns: how long to wait (before jitter), or `nil` when it is given up.
    package mutating func ended(now: ContinuousClock.Instant, life: Duration) -> Duration? {
        if life >= RestartSchedule.healthyLife { attempt = 0 }
        endings = endings.filter { now - $0 < window } + [now]
        guard endings.count <= maximum else { return nil }
        attempt += 1
        guard attempt > 1 else { return .zero }
        return min(RestartSchedule.first * (1 << min(attempt - 2, 16)), RestartSchedule.longest)
    }
}
