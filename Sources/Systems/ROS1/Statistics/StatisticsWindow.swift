// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// What is measured of one connection until it is published, in sums: a quick topic takes no more memory than a slow
/// one. No clock of its own.
struct StatisticsWindow {
    /// The parameters that steer how long is measured, with rospy's and roscpp's defaults.
    struct Limits: Equatable {
        /// `/statistics_window_min_elements`: fewer messages make it longer.
        var minimumCount = 10
        /// `/statistics_window_max_elements`: more messages make it shorter.
        var maximumCount = 100
        /// `/statistics_window_min_size` in seconds.
        var minimumSeconds = 4.0
        /// `/statistics_window_max_size` in seconds.
        var maximumSeconds = 64.0
    }

    /// Sums of spans.
    private struct Sums {
        var count = 0.0
        var mean = 0.0
        /// The sum of squared distances from the mean, kept without loss (Welford).
        var squares = 0.0
        var maximum = 0.0

        mutating func add(_ nanoseconds: Int64) {
            let value = Double(nanoseconds)
            count += 1
            let distance = value - mean
            mean += distance / count
            squares += distance * (value - mean)
            maximum = count == 1 ? value : max(maximum, value)
        }

        var spread: TopicStatistics.Spread {
            guard count > 0 else { return TopicStatistics.Spread() }
            return TopicStatistics.Spread(
                mean: Int64(mean), deviation: Int64((squares / count).squareRoot()), maximum: Int64(maximum))
        }
    }

    private let limits: Limits
    /// Seconds until the next publication.
    private(set) var length = 1.0
    private var start: Int64
    private var published: Int64 = 0
    private var delivered: Int32 = 0
    private var dropped: Int32 = 0
    private var traffic: Int64 = 0
    private var lastArrival: Int64?
    private var lastNumber: UInt32?
    private var periods = Sums()
    private var ages = Sums()

    init(limits: Limits, now: Int64) {
        self.limits = limits
        start = now
    }

    /// A message came.
    /// - Parameters:
    ///   - header: its number and stamp in nanoseconds, if its type has a header.
    ///   - now: the graph's time in nanoseconds.
    /// - Returns: what is to be published, when it is time for that; names are for the caller to put in.
    mutating func arrived(bytes: Int, header: (number: UInt32, stamp: Int64)?, now: Int64) -> TopicStatistics? {
        delivered = delivered &+ 1
        traffic += Int64(bytes)
        if let lastArrival { periods.add(now - lastArrival) }
        lastArrival = now
        if let header {
            ages.add(now - header.stamp)
            if let lastNumber, header.number > lastNumber {
                let missing = dropped.addingReportingOverflow(Int32(clamping: header.number - lastNumber - 1))
                dropped = missing.overflow ? .max : missing.partialValue
            }
            lastNumber = header.number
        }
        // A clock that jumped back begins anew.
        if now < published { published = 0 }
        guard Double(now - published) > length * 1e9 else { return nil }
        defer { begin(now) }
        return TopicStatistics(
            topic: "", publisher: "", subscriber: "", start: ROSTime(nanoseconds: start),
            end: ROSTime(nanoseconds: now),
            delivered: delivered, dropped: dropped, traffic: Int32(clamping: traffic), period: periods.spread,
            age: ages.spread)
    }

    private mutating func begin(_ now: Int64) {
        if Int(delivered) > limits.maximumCount, length / 2 >= limits.minimumSeconds { length /= 2 }
        if Int(delivered) < limits.minimumCount, length * 2 <= limits.maximumSeconds { length *= 2 }
        (start, published) = (now, now)
        (delivered, dropped, traffic) = (0, 0, 0)
        (periods, ages) = (Sums(), Sums())
        lastArrival = nil
    }
}
