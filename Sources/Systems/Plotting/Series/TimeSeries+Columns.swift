// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension TimeSeries {
    /// What is drawn of a series in a given number of columns.
    package struct Trace: Sendable, Equatable {
        /// Runs of points that are joined by lines. A run of one point is a dot.
        package var runs: [[Point]] = []
        /// The worst point of each column that has one that is not valid.
        package var marked: [Point] = []
        /// The smallest and the largest value in the range.
        package var values: ClosedRange<Double>?
    }

    /// The points of a range of time, at most four for each of `columns`: the first, the smallest, the largest and the
    /// last ("M4", Jugel et al., VLDB 2014), which draw the same picture as all points do.
    ///
    /// One point more on either side lets lines run on to the edge. Values below or at `above` are left out.
    package func trace(_ range: ClosedRange<Double>, columns: Int, above: Double = -.infinity) -> Trace {
        let width = (range.upperBound - range.lowerBound) / Double(max(columns, 1))
        var builder = TraceBuilder(width: width.isFinite && width > 0 ? width : 1)
        let from = max(0, firstIndex(notBefore: range.lowerBound) - 1)
        var index = from
        while index < count {
            let point = self[index]
            builder.add(point, isInRange: range.contains(point.time), isDrawn: point.isDrawn && point.value > above)
            if point.time > range.upperBound { break }
            index += 1
        }
        return builder.finish()
    }

    /// The place of the first point whose time is not before `time`.
    private func firstIndex(notBefore time: Double) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Gathers points column by column.
private struct TraceBuilder {
    typealias Point = TimeSeries.Point

    let width: Double
    private var trace = TimeSeries.Trace()
    private var run: [Point] = []
    /// The points of the column that is being filled: first, smallest, largest, last.
    private var column: (first: Point, low: Point, high: Point, last: Point)?
    private var number = -Double.infinity
    private var worst: Point?
    private var worstNumber = -Double.infinity
    private var lastDrawn: Point?
    private var isBroken = false

    init(width: Double) { self.width = width }

    mutating func add(_ point: Point, isInRange: Bool, isDrawn: Bool) {
        let place = (point.time / width).rounded(.down)
        if isInRange, point.mark != .valid { mark(point, place) }
        guard isDrawn else {
            isBroken = true
            return
        }
        if isInRange {
            let values = trace.values ?? point.value...point.value
            trace.values = min(values.lowerBound, point.value)...max(values.upperBound, point.value)
        }
        // What is missing shows when it is wider than a column.
        let missing = point.time - (lastDrawn?.time ?? point.time)
        if (isBroken || point.isAfterGap), missing > width {
            flush()
            endRun()
        }
        isBroken = false
        lastDrawn = point
        if place == number, var current = column {
            if point.value < current.low.value { current.low = point }
            if point.value > current.high.value { current.high = point }
            current.last = point
            column = current
        } else {
            flush()
            number = place
            column = (point, point, point, point)
        }
    }

    mutating func finish() -> TimeSeries.Trace {
        flush()
        endRun()
        if let worst { trace.marked.append(worst) }
        return trace
    }

    private mutating func mark(_ point: Point, _ place: Double) {
        if place == worstNumber, let current = worst, current.mark >= point.mark { return }
        if place != worstNumber, let worst { trace.marked.append(worst) }
        worst = point
        worstNumber = place
    }

    private mutating func flush() {
        guard let filled = column else { return }
        column = nil
        let middle = filled.low.time <= filled.high.time ? [filled.low, filled.high] : [filled.high, filled.low]
        for point in [filled.first] + middle + [filled.last] where run.last != point { run.append(point) }
    }

    private mutating func endRun() {
        if !run.isEmpty { trace.runs.append(run) }
        run = []
    }
}
