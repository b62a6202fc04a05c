// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Curves over one axis, with title, legend and units, for any surface.
///
/// ```swift
/// var chart = Chart(curves: [Curve(name: "level", unit: "m", series: series)], from: now - 30, to: now)
/// chart.title = "Tank"
/// let picture = SVGDocument.text(of: chart, width: 800, height: 400)
/// ```
public struct Chart: Sendable {
    /// Above everything; empty: none.
    public var title = ""
    /// In the order of the legend.
    public var curves: [Curve]
    /// Where the horizontal axis begins.
    public var from: Double
    /// Where the horizontal axis ends.
    public var to: Double
    /// Whether the points' times are moments or numbers of elements. Default: moments, labelled in UTC.
    public var horizontalScale = Axis.Scale.clock(offset: 0)
    /// Below the horizontal axis; `nil`: the date and the time zone of a clock, else nothing.
    public var horizontalLabel: String?
    /// Whether the vertical axis is logarithmic; values that are not above 0 are then gaps.
    public var isLogarithmic = false
    /// Where the vertical axis begins; `nil`: as the visible values ask.
    public var minimum: Double?
    /// Where the vertical axis ends; `nil`: as the visible values ask.
    public var maximum: Double?
    /// The unit above the vertical axis; `nil`: that of the curves, if they share one.
    public var unit: String?
    /// Whether the legend tells each curve's newest value.
    public var showsValues = true

    /// A chart of a stretch of the horizontal axis.
    public init(curves: [Curve], from: Double, to: Double) {
        self.curves = curves
        self.from = from
        self.to = to
    }

    /// The unit above the vertical axis.
    var verticalUnit: String {
        if let unit { return unit }
        let units = Set(curves.filter { $0.problem == nil }.map(\.unit))
        return units.count == 1 ? units.first ?? "" : ""
    }

    /// What stands below the horizontal axis.
    func horizontalText(_ axis: Axis) -> String {
        if let horizontalLabel { return horizontalLabel }
        guard case .clock(let offset) = horizontalScale else { return "" }
        let first = Axis.dateText(axis.lower + offset)
        let last = Axis.dateText(axis.upper + offset)
        return "\(first == last ? first : "\(first) to \(last)") \(Axis.zoneText(offset))"
    }

    /// Draws the chart over the whole surface.
    public func draw(on surface: inout some DrawingSurface) {
        let layout = ChartLayout(self, surface)
        layout.drawTexts(on: &surface)
        guard let area = layout.area else { return }
        surface.frame(
            area, ticksAtX: layout.horizontal.ticks.compactMap { layout.x($0.value) },
            ticksAtY: layout.vertical.ticks.compactMap { layout.y($0.value) })
        layout.drawLabels(on: &surface)
        for (number, trace) in layout.traces.enumerated() {
            for run in trace.runs {
                let points = run.compactMap(layout.place)
                for part in area.clipped(points) { surface.curve(part, .curve(number)) }
            }
        }
        for trace in layout.traces {
            var last: (place: Position, mark: Mark)?
            for point in trace.marked {
                guard let place = layout.place(point), area.contains(place) else { continue }
                // Beside each other, not over each other; a worse one has its place at once.
                if let last, place.x - last.place.x < layout.metrics.signSpacing, point.mark <= last.mark { continue }
                surface.sign(point.mark, at: place)
                last = (place, point.mark)
            }
        }
    }
}
