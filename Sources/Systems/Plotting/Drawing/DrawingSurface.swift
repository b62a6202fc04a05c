// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a chart is drawn on: a terminal, an SVG document, a PNG image.
///
/// Places are in the surface's own units; a text's place is the middle of its height, and of its width the part that
/// ``TextAlignment`` says. Everything that comes is finite, and curves lie within the frame.
public protocol DrawingSurface {
    /// Sizes that the layout keeps to.
    var metrics: SurfaceMetrics { get }
    /// The box around the curves, with ticks at its left and its lower edge.
    mutating func frame(_ area: Area, ticksAtX: [Double], ticksAtY: [Double])
    /// A connected line; one point is a dot.
    mutating func curve(_ points: [Position], _ ink: Ink)
    /// The sign of a point that is not valid.
    mutating func sign(_ mark: Mark, at place: Position)
    /// A curve's line in the legend, ``SurfaceMetrics/swatchWidth`` wide from `place`.
    mutating func swatch(at place: Position, _ ink: Ink)
    /// A line of text.
    mutating func text(_ text: String, at place: Position, _ alignment: TextAlignment, _ ink: Ink, isTitle: Bool)
    /// How wide a text is.
    func width(of text: String, isTitle: Bool) -> Double
}

/// Which part of a text stands at its place.
public enum TextAlignment: Sendable, Hashable {
    /// Its beginning.
    case left
    /// Its middle.
    case center
    /// Its end.
    case right
}

/// Sizes of a surface, in its units.
public struct SurfaceMetrics: Sendable, Hashable {
    /// The whole width.
    public var width: Double
    /// The whole height.
    public var height: Double
    /// Free space along the edges.
    public var margin: Double
    /// One character of a label.
    public var characterWidth: Double
    /// From one line of text to the next.
    public var lineHeight: Double
    /// From a title to what follows.
    public var titleHeight: Double
    /// What the frame takes outside the curves' area, to the left and right.
    public var frameWidth: Double
    /// What the frame takes outside the curves' area, above and below.
    public var frameHeight: Double
    /// From the frame to the labels.
    public var labelGap: Double
    /// A curve's line in the legend.
    public var swatchWidth: Double
    /// From one sign of a curve to the next.
    public var signSpacing: Double
    /// The width of the finest column that the surface can show.
    public var column: Double
    /// What the curves' area is aligned to, in x.
    public var gridWidth: Double
    /// What the curves' area is aligned to, in y.
    public var gridHeight: Double
    /// Lines of text that a tick at the left takes with the space to the next.
    public var linesPerTick: Double
}
