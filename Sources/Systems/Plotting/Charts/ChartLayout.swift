// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Where everything of a chart stands on a surface.
struct ChartLayout {
    let chart: Chart
    let metrics: SurfaceMetrics
    private(set) var horizontal: Axis
    private(set) var vertical: Axis
    private(set) var traces: [TimeSeries.Trace] = []
    /// Where the curves are; `nil` when there is no room for any.
    private(set) var area: Area?
    private var legend: Legend
    private var title = ""
    private var below = ""
    private var unit = ""
    private var unitTop = 0.0

    init(_ chart: Chart, _ surface: some DrawingSurface) {
        self.chart = chart
        let metrics = surface.metrics
        self.metrics = metrics
        let lines = metrics.height / metrics.lineHeight
        horizontal = Axis(chart.horizontalScale, over: nil, lower: chart.from, upper: chart.to, maximumTicks: 2)

        // The curves, in no more columns than there can be, and what they say about the vertical axis.
        let columns = min(max(Int(metrics.width / metrics.column), 1), 1 << 14)
        let range = horizontal.lower...horizontal.upper
        traces = chart.curves.map {
            $0.series.trace(range, columns: columns, above: chart.isLogarithmic ? 0 : -.infinity)
        }
        let values = traces.compactMap(\.values)
        let low = values.map(\.lowerBound).min()
        let high = values.map(\.upperBound).max()
        let shown = low.flatMap { low in high.map { low...$0 } }
        let marks = Set(traces.flatMap { $0.marked.map(\.mark) })

        // From above: title, legend, unit.
        var top = metrics.margin
        let usable = metrics.width - 2 * metrics.margin
        if !chart.title.isEmpty, lines >= 10 {
            title = Legend.fitted(chart.title, usable, surface, isTitle: true)
            top += metrics.titleHeight
        }
        legend = Legend(chart, marks: marks, on: surface, top: top, rows: lines < 6 ? 0 : max(1, Int(lines / 4)))
        top += legend.height
        if !chart.verticalUnit.isEmpty, lines >= 10 {
            unit = chart.verticalUnit
            unitTop = top
            top += metrics.lineHeight
        }
        if !legend.places.isEmpty || top > metrics.margin { top += metrics.margin / 2 }

        // From below: what the axis says, its labels.
        var bottom = metrics.height - metrics.margin
        let text = chart.horizontalText(horizontal)
        if !text.isEmpty, lines >= 12 {
            below = text
            bottom -= metrics.lineHeight
        }
        bottom -= metrics.lineHeight + metrics.frameHeight + (metrics.frameHeight == 0 ? metrics.labelGap : 0)
        top += metrics.frameHeight
        top = (top / metrics.gridHeight).rounded(.up) * metrics.gridHeight
        bottom = (bottom / metrics.gridHeight).rounded(.down) * metrics.gridHeight
        let height = bottom - top

        let maximumTicks = Int(height / (metrics.lineHeight * metrics.linesPerTick))
        vertical = Axis(
            chart.isLogarithmic ? .logarithmic : .linear, over: shown, lower: chart.minimum, upper: chart.maximum,
            maximumTicks: maximumTicks)

        let labels = vertical.ticks.map { surface.width(of: $0.label, isTitle: false) }.max() ?? 0
        var left = metrics.margin + labels + metrics.labelGap + metrics.frameWidth
        // Half of the last label stands beyond the frame, where space is not dear.
        let beyond = metrics.frameWidth > 0 ? metrics.frameWidth : metrics.characterWidth * 3.5
        var right = metrics.width - metrics.margin - beyond
        left = (left / metrics.gridWidth).rounded(.up) * metrics.gridWidth
        right = (right / metrics.gridWidth).rounded(.down) * metrics.gridWidth
        guard right - left >= 8 * metrics.characterWidth, height >= 2 * metrics.lineHeight else { return }
        area = Area(x: left, y: top, width: right - left, height: height)
        horizontal = ChartLayout.horizontal(chart, right - left, surface)
    }

    /// As many ticks as their labels leave room for.
    private static func horizontal(_ chart: Chart, _ width: Double, _ surface: some DrawingSurface) -> Axis {
        let character = surface.metrics.characterWidth
        var count = min(max(Int(width / (character * 6)), 2), 12)
        while true {
            let axis = Axis(chart.horizontalScale, over: nil, lower: chart.from, upper: chart.to, maximumTicks: count)
            let widest = axis.ticks.map { surface.width(of: $0.label, isTitle: false) }.max() ?? 0
            let isRoomy = (widest + 3 * character) * Double(axis.ticks.count) <= width + widest
            if isRoomy || count == 2 { return axis }
            count -= 1
        }
    }

    /// The place of a value on the horizontal axis.
    func x(_ value: Double) -> Double? {
        guard let area, let fraction = horizontal.fraction(value) else { return nil }
        return area.x + ChartLayout.bounded(fraction) * area.width
    }

    /// The place of a value on the vertical axis.
    func y(_ value: Double) -> Double? {
        guard let area, let fraction = vertical.fraction(value) else { return nil }
        return area.maxY - ChartLayout.bounded(fraction) * area.height
    }

    func place(_ point: TimeSeries.Point) -> Position? {
        guard let x = x(point.time), let y = y(point.value) else { return nil }
        return Position(x: x, y: y)
    }

    /// Far outside is far enough: products stay finite.
    private static func bounded(_ fraction: Double) -> Double { min(max(fraction, -1e6), 1e6) }

    // MARK: Drawing

    func drawTexts(on surface: inout some DrawingSurface) {
        if !title.isEmpty {
            surface.text(
                title, at: Position(x: metrics.width / 2, y: metrics.margin + metrics.titleHeight / 2), .center, .text,
                isTitle: true)
        }
        for place in legend.places {
            let swatch = metrics.swatchWidth
            var indent = swatch + metrics.characterWidth
            switch place.entry.symbol {
            case .curve(let number): surface.swatch(at: place.position, .curve(number))
            case .mark(let mark):
                surface.sign(mark, at: Position(x: place.position.x + swatch / 2, y: place.position.y))
            case .none: indent = 0
            }
            surface.text(
                place.entry.text, at: Position(x: place.position.x + indent, y: place.position.y), .left,
                place.entry.ink, isTitle: false)
        }
        if area == nil, legend.places.isEmpty {
            let text = Legend.fitted("too small for a plot", metrics.width, surface)
            surface.text(text, at: Position(x: 0, y: metrics.height / 2), .left, .text, isTitle: false)
        }
    }

    func drawLabels(on surface: inout some DrawingSurface) {
        guard let area else { return }
        let right = area.x - metrics.frameWidth - metrics.labelGap
        for tick in vertical.ticks {
            guard let y = y(tick.value) else { continue }
            surface.text(tick.label, at: Position(x: right, y: y), .right, .axis, isTitle: false)
        }
        if !unit.isEmpty {
            let width = surface.width(of: unit, isTitle: false)
            let text = Legend.fitted(unit, metrics.width - 2 * metrics.margin, surface)
            let x = max(metrics.margin, right - width)
            let y = unitTop + metrics.lineHeight / 2
            surface.text(text, at: Position(x: x, y: y), .left, .axis, isTitle: false)
        }
        let underFrame = area.maxY + (metrics.frameHeight == 0 ? metrics.labelGap : metrics.frameHeight)
        for tick in horizontal.ticks {
            guard let x = x(tick.value) else { continue }
            let half = surface.width(of: tick.label, isTitle: false) / 2
            let center = min(max(x, half), metrics.width - half)
            surface.text(
                tick.label, at: Position(x: center, y: underFrame + metrics.lineHeight / 2), .center, .axis,
                isTitle: false)
        }
        if !below.isEmpty {
            let y = underFrame + metrics.lineHeight * 1.5
            let text = Legend.fitted(below, metrics.width - 2 * metrics.margin, surface)
            surface.text(text, at: Position(x: area.x + area.width / 2, y: y), .center, .axis, isTitle: false)
        }
    }
}
