// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Plotting

/// Charts that nobody wants to draw.
enum HostileCharts {
    static var all: [Chart] {
        var charts = [
            Chart(curves: [], from: 0, to: 0), Chart(curves: [], from: .nan, to: .infinity),
            Chart(curves: [Curve(name: "")], from: 10, to: -10), Chart(curves: [], from: -1e308, to: 1e308),
        ]
        let extremes: [[Double]] = [
            [], [1], [.nan], [.nan, .infinity, -.infinity], [1, .nan, 2], [0, 0, 0],
            [.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [.leastNonzeroMagnitude, 0], [1e15, 1e15 + 0.125],
            [-1, -2, -3], [.leastNonzeroMagnitude, 1e308],
        ]
        for values in extremes {
            for isLogarithmic in [false, true] {
                var chart = SampleCharts.curve(values)
                chart.isLogarithmic = isLogarithmic
                chart.title = String(repeating: "title ", count: 1000)
                chart.unit = String(repeating: "Ω", count: 500)
                charts.append(chart)
                chart.minimum = .nan
                chart.maximum = -.infinity
                charts.append(chart)
                chart.minimum = 10
                chart.maximum = -10
                charts.append(chart)
            }
        }
        let many = (0..<200).map {
            Curve(
                name: "curve \($0)", unit: "u\($0 % 3)", series: TimeSeries(values: [Double($0), 1]),
                problem: $0 % 2 == 0 ? "broken" : nil)
        }
        charts.append(Chart(curves: many, from: 0, to: 1))
        var random = SeededGenerator(state: 11)
        var noise = TimeSeries(window: 1, capacity: 2000)
        for step in 0..<5000 {
            noise.append(
                TimeSeries.Point(
                    time: Double(step) / 5000, value: Double.random(in: -1e9...1e9, using: &random),
                    mark: Mark.allCases.randomElement(using: &random) ?? .valid,
                    isAfterGap: Bool.random(using: &random)))
        }
        charts.append(Chart(curves: [Curve(name: "noise", series: noise)], from: 0, to: 1))
        return charts
    }
}
