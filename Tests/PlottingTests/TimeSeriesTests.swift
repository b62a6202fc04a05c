// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Plotting
import Testing

@Suite struct TimeSeriesTests {
    /// A spike of one sample in 300 000 is still there, in a window of 30 seconds and in a plot of 80 columns.
    @Test func aFastSignalKeepsItsPeaks() {
        var series = TimeSeries(window: 30)
        for step in 0..<600_000 {
            let value = step == 450_017 ? 99.0 : step == 500_123 ? -99 : Double(step % 7)
            series.append(TimeSeries.Point(time: Double(step) / 10_000, value: value))
        }
        #expect(series.count <= series.capacity)
        #expect((series.first?.time ?? 60) <= 30)
        for columns in [80, 160, 1600] {
            let trace = series.trace(30...60, columns: columns)
            #expect(trace.values == -99...99)
            #expect(trace.runs.count == 1)
            #expect(trace.runs[0].count <= 4 * (columns + 3))
            #expect(trace.runs[0].contains { $0.value == 99 && abs($0.time - 45.0017) < 1e-9 })
            #expect(zip(trace.runs[0], trace.runs[0].dropFirst()).allSatisfy { $0.time <= $1.time })
        }
    }

    /// What a series keeps draws the same columns as all points would.
    @Test func decimationKeepsEachColumnsExtremes() {
        var random = SeededGenerator(state: 3)
        for _ in 0..<30 {
            var series = TimeSeries(window: 10, capacity: 4096)
            var all: [(time: Double, value: Double)] = []
            for _ in 0..<20_000 {
                let point = (Double(all.count) / 2000, Double.random(in: -1...1, using: &random))
                all.append(point)
                series.append(TimeSeries.Point(time: point.0, value: point.1))
            }
            let run = series.trace(0...10, columns: 20).runs[0]
            for column in 0..<20 {
                // Slots are not aligned with columns: what stands at a border may count for the neighbour.
                let inner = Double(column) * 0.5 + 0.01..<Double(column) * 0.5 + 0.49
                let outer = Double(column) * 0.5..<Double(column) * 0.5 + 0.5
                let drawn = run.filter { outer.contains($0.time) }.map(\.value)
                let there = all.filter { inner.contains($0.time) }.map(\.value)
                #expect((drawn.min() ?? 1) <= (there.min() ?? 1))
                #expect((drawn.max() ?? -1) >= (there.max() ?? -1))
            }
        }
    }

    @Test func theRingHoldsTheNewest() {
        var series = TimeSeries(window: 1, capacity: 16)
        for step in 0..<1000 { series.append(TimeSeries.Point(time: Double(step), value: Double(step))) }
        #expect(series.count == 16)
        #expect(series.first?.value == 984)
        #expect(series.last?.value == 999)
        #expect((0..<16).map { series[$0].value } == (984..<1000).map(Double.init))
    }

    @Test func gapsSplitRuns() {
        var series = TimeSeries(window: 10)
        for step in 0..<10 {
            if step == 4 { series.gap() }
            series.append(TimeSeries.Point(time: Double(step), value: step == 7 ? .nan : 1))
        }
        let trace = series.trace(0...10, columns: 100)
        #expect(trace.runs.map { $0.map(\.time) } == [[0, 1, 2, 3], [4, 5, 6], [8, 9]])
        // A hole within a column cannot be seen.
        #expect(series.trace(0...10, columns: 2).runs.count == 1)
    }

    @Test func marksAreSignsAndInvalidOnesHoles() {
        var series = TimeSeries(window: 10)
        let marks: [Mark] = [.valid, .warning, .alarm, .invalid, .valid, .valid]
        for (step, mark) in marks.enumerated() {
            series.append(TimeSeries.Point(time: Double(step), value: step == 3 ? 1000 : 2, mark: mark))
        }
        let trace = series.trace(0...5, columns: 50)
        #expect(trace.marked.map(\.mark) == [.warning, .alarm, .invalid])
        #expect(trace.runs.map(\.count) == [3, 2])
        #expect(trace.values == 2...2)
        // One sign a column: the worst.
        #expect(series.trace(0...5, columns: 1).marked.map(\.mark) == [.invalid])
    }

    @Test func oddPointsAreHarmless() {
        var series = TimeSeries(window: .nan, capacity: -3)
        series.append(TimeSeries.Point(time: .nan, value: 1))
        series.append(TimeSeries.Point(time: .infinity, value: 1))
        #expect(series.isEmpty && series.last == nil)
        #expect(series.trace(0...1, columns: 0).runs.isEmpty)
        series.append(TimeSeries.Point(time: 5, value: 1))
        series.append(TimeSeries.Point(time: 3, value: 2))
        #expect(series.last?.time == 5)
        series.append(TimeSeries.Point(time: -1e308, value: -1e308))
        series.append(TimeSeries.Point(time: 1e308, value: 1e308))
        _ = series.trace(-1e308...1e308, columns: 10)
        #expect(TimeSeries(values: [Double]()).isEmpty)
    }

    @Test func linesAreCutAtTheFrame() {
        let area = Area(x: 0, y: 0, width: 10, height: 10)
        func line(_ places: (Double, Double)...) -> [Position] { places.map { Position(x: $0.0, y: $0.1) } }
        #expect(area.clipped(line((-5, 5), (15, 5))) == [line((0, 5), (10, 5))])
        #expect(area.clipped(line((5, 5), (5, 50), (7, 50), (7, 5))) == [line((5, 5), (5, 10)), line((7, 10), (7, 5))])
        #expect(area.clipped(line((20, 20), (30, 30))).isEmpty)
        #expect(area.clipped(line((3, 3))) == [line((3, 3))])
        #expect(area.clipped(line((3, 30))).isEmpty)
        #expect(area.clipped(line((1, 1), (2, 2), (3, 1))) == [line((1, 1), (2, 2), (3, 1))])
    }
}
