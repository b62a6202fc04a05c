// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Plotting

/// Charts that several tests draw.
enum SampleCharts {
    /// 2026-11-21 09:00:00 UTC.
    static let now = 1_795_251_600.0

    /// A triangle of 20 seconds, 0 to 10 and back, with a hole, and a curve that failed.
    static var triangle: Chart {
        var series = TimeSeries(window: 20)
        for step in 0...200 where !(120..<150).contains(step) {
            let height = Double(step <= 100 ? step : 200 - step) / 10
            series.append(
                TimeSeries.Point(time: now - 20 + Double(step) / 10, value: height, isAfterGap: step == 150))
        }
        var chart = Chart(
            curves: [
                Curve(name: "mock:/level", unit: "m", series: series), Curve(name: "mock:/gone", problem: "not there"),
            ], from: now - 20, to: now)
        chart.title = "Tank <1> & \"2\""
        return chart
    }

    /// One curve with the values at the times 0, 1, 2 …, from 0 to the last one.
    static func curve(_ values: [Double]) -> Chart {
        var chart = Chart(
            curves: [Curve(name: "c", series: TimeSeries(values: values))], from: 0, to: Double(values.count - 1))
        chart.horizontalScale = .linear
        return chart
    }
}

/// SplitMix64 (S. Vigna), so that random input is the same in each run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
