// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A chart as a PNG image, 8 bits of red, green, blue and opacity, lines and text anti-aliased.
public struct PNGImage: DrawingSurface {
    private var raster: Raster
    private let scale: Double
    private var font: PixelFont
    private var titleFont: PixelFont

    /// An empty image.
    ///
    /// - Parameters:
    ///   - width: in pixels, clamped to 100 … 8192.
    ///   - height: in pixels, clamped to 80 … 8192.
    ///   - scale: the size of text and lines, 1 … 8. Default: 2, for screens of today.
    public init(width: Int = 1600, height: Int = 800, scale: Double = 2) {
        raster = Raster(width: min(max(width, 100), 8192), height: min(max(height, 80), 8192))
        self.scale = scale.isFinite ? min(max(scale, 1), 8) : 1
        font = PixelFont(scale: self.scale)
        titleFont = PixelFont(scale: self.scale * 1.5)
    }

    /// The file of a chart.
    /// - Throws: ``PlottingError`` when the system's zlib has no memory.
    public static func bytes(
        of chart: Chart, width: Int = 1600, height: Int = 800, scale: Double = 2
    ) throws(PlottingError) -> [UInt8] {
        var image = PNGImage(width: width, height: height, scale: scale)
        chart.draw(on: &image)
        return try image.bytes()
    }

    /// The file.
    /// - Throws: ``PlottingError`` when the system's zlib has no memory.
    public func bytes() throws(PlottingError) -> [UInt8] {
        try PNGEncoding.file(width: raster.width, height: raster.height, pixels: raster.pixels)
    }

    /// Sizes in pixels.
    public var metrics: SurfaceMetrics {
        SurfaceMetrics(
            width: Double(raster.width), height: Double(raster.height), margin: 12 * scale, characterWidth: 6 * scale,
            lineHeight: 16 * scale, titleHeight: 22 * scale, frameWidth: 0, frameHeight: 0, labelGap: 7 * scale,
            swatchWidth: 20 * scale, signSpacing: 13 * scale, column: 1,
            gridWidth: 1, gridHeight: 1, linesPerTick: 2)
    }

    // MARK: Drawing

    /// The box, with lines of a grid from its ticks.
    public mutating func frame(_ area: Area, ticksAtX: [Double], ticksAtY: [Double]) {
        let thickness = max(1, Int(scale / 2))
        let tick = 4 * scale
        for x in ticksAtX {
            rule(x, area.y, x, area.maxY, thickness, .grid)
            rule(x, area.maxY, x, area.maxY + tick, thickness, .axis)
        }
        for y in ticksAtY {
            rule(area.x, y, area.maxX, y, thickness, .grid)
            rule(area.x - tick, y, area.x, y, thickness, .axis)
        }
        rule(area.x, area.y, area.maxX, area.y, thickness, .axis)
        rule(area.x, area.maxY, area.maxX, area.maxY, thickness, .axis)
        rule(area.x, area.y, area.x, area.maxY, thickness, .axis)
        rule(area.maxX, area.y, area.maxX, area.maxY, thickness, .axis)
    }

    private mutating func rule(_ x: Double, _ y: Double, _ toX: Double, _ toY: Double, _ thickness: Int, _ ink: Ink) {
        raster.rule(Position(x: x, y: y), Position(x: toX, y: toY), thickness: thickness, ink.onPaper)
    }

    /// A smooth line; one point is a dot.
    public mutating func curve(_ points: [Position], _ ink: Ink) {
        raster.stroke(points, width: scale * (points.count == 1 ? 3 : 1.5), ink.onPaper)
    }

    /// A triangle for a warning, a filled one for an alarm, a cross for a value that is not to be used.
    public mutating func sign(_ mark: Mark, at place: Position) {
        func corner(_ x: Double, _ y: Double) -> Position { Position(x: place.x + x * scale, y: place.y + y * scale) }
        let triangle = [corner(0, -4.5), corner(4.5, 3.5), corner(-4.5, 3.5)]
        switch mark {
        case .valid: break
        case .warning:
            raster.fill(triangle, (255, 255, 255))
            raster.stroke(triangle + [triangle[0]], width: 1.4 * scale, Ink.warning.onPaper)
        case .alarm: raster.fill(triangle, Ink.alarm.onPaper)
        case .invalid:
            raster.stroke([corner(-3.5, -3.5), corner(3.5, 3.5)], width: 1.5 * scale, Ink.alarm.onPaper)
            raster.stroke([corner(-3.5, 3.5), corner(3.5, -3.5)], width: 1.5 * scale, Ink.alarm.onPaper)
        }
    }

    /// A short thick line.
    public mutating func swatch(at place: Position, _ ink: Ink) {
        let end = Position(x: place.x + metrics.swatchWidth, y: place.y)
        raster.stroke([place, end], width: 3 * scale, ink.onPaper)
    }

    /// Glyphs of our own font.
    public mutating func text(
        _ text: String, at place: Position, _ alignment: TextAlignment, _ ink: Ink, isTitle: Bool
    ) {
        let width = width(of: text, isTitle: isTitle)
        let size = isTitle ? scale * 1.5 : scale
        var x =
            switch alignment {
            case .left: place.x
            case .center: place.x - width / 2
            case .right: place.x - width
            }
        // The middle of capitals, whose seven rows are the upper ones.
        let y = Int((place.y - 3.5 * size).rounded())
        for character in text {
            let glyph = isTitle ? titleFont.glyph(character) : font.glyph(character)
            raster.glyph(glyph, x: Int(x.rounded()), y: y, ink.onPaper)
            x += Double(PixelFont.advance) * size
        }
    }

    /// Six pixels a character, at the font's size.
    public func width(of text: String, isTitle: Bool) -> Double {
        Double(text.count * PixelFont.advance) * (isTitle ? scale * 1.5 : scale)
    }
}
