// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import ROSMessages

/// Where one frame was in its parents for the last seconds, or always, if it is static.
struct FrameHistory {
    /// One place at one time.
    struct Entry {
        /// Nanoseconds since 1970.
        var time: Int64
        var parent: Int
        var transform: Transform
    }

    /// What is known at a time.
    enum Found {
        case entry(Entry)
        /// Nothing, for tf2's reason.
        case missing(TransformError)
    }

    let isStatic: Bool
    /// Who told of it last.
    var authority = ""
    /// The oldest first.
    private(set) var entries = Deque<Entry>()

    init(isStatic: Bool) { self.isStatic = isStatic }

    var newest: Entry? { entries.last }
    var oldest: Entry? { entries.first }

    /// Takes an entry; those that are older than `keep` before the newest are dropped, and the oldest beyond `limit`.
    mutating func insert(_ entry: Entry, keep: Int64, limit: Int) throws(TransformError) {
        if isStatic {
            entries = [entry]
            return
        }
        if let newest = entries.last, newest.time > entry.time, newest.time - entry.time > keep {
            throw TransformError(
                .refused, "it is of \(Self.text(entry.time)), \(Self.text(newest.time)) is known: older than is kept")
        }
        let place = index(after: entry.time)
        if place > 0, entries[place - 1].time == entry.time {
            throw TransformError(.refused, "one of the same time (\(Self.text(entry.time))) is known")
        }
        entries.insert(entry, at: place)
        guard let newest = entries.last else { return }
        while let oldest = entries.first, newest.time - oldest.time > keep || entries.count > limit {
            entries.removeFirst()
        }
    }

    /// The place of the first entry that is later.
    private func index(after time: Int64) -> Int {
        // What comes is nearly always the newest.
        if let newest = entries.last, newest.time <= time { return entries.count }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where the frame was at a time, between the two entries around it; 0 is the newest.
    func at(_ time: Int64) -> Found {
        guard let newest = entries.last, let oldest = entries.first else {
            return .missing(TransformError(.extrapolation, "nothing is known of the frame's place"))
        }
        if isStatic || time == 0 { return .entry(newest) }
        guard entries.count > 1 else {
            if newest.time == time { return .entry(newest) }
            return missing(time, "there is only \(Self.text(newest.time))")
        }
        if time > newest.time { return missing(time, "in the future: the newest is \(Self.text(newest.time))") }
        if time < oldest.time { return missing(time, "in the past: the oldest is \(Self.text(oldest.time))") }
        let later = index(after: time)
        let before = entries[later - 1]
        guard before.time != time, later < entries.count else { return .entry(before) }
        let after = entries[later]
        // In another parent there is nothing in between.
        guard after.parent == before.parent else { return .entry(before) }
        let ratio = Double(time - before.time) / Double(after.time - before.time)
        return .entry(
            Entry(
                time: time, parent: before.parent,
                transform: Transform(
                    translation: before.transform.translation.interpolated(to: after.transform.translation, ratio),
                    rotation: before.transform.rotation.interpolated(to: after.transform.rotation, ratio))))
    }

    private func missing(_ time: Int64, _ why: String) -> Found {
        .missing(TransformError(.extrapolation, "\(Self.text(time)) would need extrapolation; \(why)"))
    }

    /// Seconds with all their digits.
    static func text(_ nanoseconds: Int64) -> String {
        let fraction = String(nanoseconds % 1_000_000_000)
        return
            "time \(nanoseconds / 1_000_000_000).\(String(repeating: "0", count: max(0, 9 - fraction.count)))\(fraction)"
    }
}
