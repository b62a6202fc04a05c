// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A named series in a chart.
public struct Curve: Sendable {
    /// What it is called in the legend.
    public var name: String
    /// The unit of its values; empty: none is known.
    public var unit: String
    /// Its points.
    public var series: TimeSeries
    /// What is wrong with it; shown in the legend in place of its value.
    public var problem: String?

    /// Creates a curve.
    public init(name: String, unit: String = "", series: TimeSeries = TimeSeries(), problem: String? = nil) {
        self.name = name
        self.unit = unit
        self.series = series
        self.problem = problem
    }

    /// The newest value, as it stands in the legend.
    var valueText: String {
        guard let last = series.last else { return "" }
        let value = last.mark == .invalid || !last.value.isFinite ? "-" : NumberText.short(last.value)
        return unit.isEmpty ? value : "\(value) \(unit)"
    }
}
