// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Pixels on white paper, and what draws smooth lines and text on them.
struct Raster {
    typealias Colour = (red: UInt8, green: UInt8, blue: UInt8)

    let width: Int
    let height: Int
    /// Red, green, blue, opacity of each pixel, in rows from above.
    private(set) var pixels: [UInt8]
    /// How much of each pixel the line that is being drawn covers.
    private var mask: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = Array(repeating: 255, count: width * height * 4)
        mask = Array(repeating: 0, count: width * height)
    }

    /// Mixes a colour into a pixel.
    private mutating func blend(_ index: Int, _ colour: Colour, _ coverage: UInt8) {
        func mixed(_ paper: UInt8, _ ink: UInt8) -> UInt8 {
            let (paper, ink, coverage) = (Int(paper), Int(ink), Int(coverage))
            return UInt8(clamping: (paper * (255 - coverage) + ink * coverage + 127) / 255)
        }
        pixels[index * 4] = mixed(pixels[index * 4], colour.red)
        pixels[index * 4 + 1] = mixed(pixels[index * 4 + 1], colour.green)
        pixels[index * 4 + 2] = mixed(pixels[index * 4 + 2], colour.blue)
    }

    /// A polyline with round joints and ends; where it meets itself it is no darker.
    mutating func stroke(_ points: [Position], width lineWidth: Double, _ colour: Colour) {
        guard let first = points.first else { return }
        let radius = max(lineWidth, 0.5) / 2
        for (from, to) in zip(points, points.dropFirst()) { cover(from, to, radius) }
        if points.count == 1 { cover(first, first, radius) }
        let reach = radius + 1
        guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
            let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
        else { return }
        let rows = pixelRange(top - reach, bottom + reach, height)
        let columns = pixelRange(left - reach, right + reach, width)
        for row in rows {
            for index in row * width + columns.lowerBound..<row * width + columns.upperBound where mask[index] > 0 {
                blend(index, colour, mask[index])
                mask[index] = 0
            }
        }
    }

    /// Adds one segment to the mask: all pixels nearer to it than `radius`, those at the edge in part.
    private mutating func cover(_ from: Position, _ to: Position, _ radius: Double) {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let squared = dx * dx + dy * dy
        let reach = radius + 1
        let isFlat = abs(dx) >= abs(dy)
        // Along the longer direction only the pixels across the line are looked at.
        let slope = isFlat ? (dx == 0 ? 0 : dy / dx) : dx / dy
        let across = reach * (1 + slope * slope).squareRoot()
        let (start, end) = isFlat ? (min(from.x, to.x), max(from.x, to.x)) : (min(from.y, to.y), max(from.y, to.y))
        for major in pixelRange(start - reach, end + reach, isFlat ? width : height) {
            let along = min(max(Double(major) + 0.5, start), end)
            let center = isFlat ? from.y + (along - from.x) * slope : from.x + (along - from.y) * slope
            for minor in pixelRange(center - across, center + across, isFlat ? height : width) {
                let (column, row) = isFlat ? (major, minor) : (minor, major)
                let (px, py) = (Double(column) + 0.5 - from.x, Double(row) + 0.5 - from.y)
                let share = squared == 0 ? 0 : min(max((px * dx + py * dy) / squared, 0), 1)
                let (ex, ey) = (px - share * dx, py - share * dy)
                let coverage = min(max(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
                let value = UInt8(coverage * 255)
                let index = row * width + column
                if value > mask[index] { mask[index] = value }
            }
        }
    }

    /// A filled convex shape; its corners in either direction.
    mutating func fill(_ corners: [Position], _ colour: Colour) {
        guard corners.count > 2, let left = corners.map(\.x).min(), let right = corners.map(\.x).max(),
            let top = corners.map(\.y).min(), let bottom = corners.map(\.y).max()
        else { return }
        for row in pixelRange(top, bottom, height) {
            for column in pixelRange(left, right, width) {
                var inside = 0
                for part in 0..<16 {
                    let place = Position(
                        x: Double(column) + (Double(part % 4) + 0.5) / 4, y: Double(row) + (Double(part / 4) + 0.5) / 4)
                    if Raster.holds(corners, place) { inside += 1 }
                }
                if inside > 0 { blend(row * width + column, colour, UInt8(inside * 255 / 16)) }
            }
        }
    }

    private static func holds(_ corners: [Position], _ place: Position) -> Bool {
        var signs = (positive: false, negative: false)
        for (number, corner) in corners.enumerated() {
            let next = corners[(number + 1) % corners.count]
            let turn = (next.x - corner.x) * (place.y - corner.y) - (next.y - corner.y) * (place.x - corner.x)
            if turn > 0 { signs.positive = true }
            if turn < 0 { signs.negative = true }
        }
        return !(signs.positive && signs.negative)
    }

    /// A straight line of whole pixels, for axes and grids.
    mutating func rule(_ from: Position, _ to: Position, thickness: Int, _ colour: Colour) {
        let half = Double(thickness) / 2
        let columns = pixelRange((min(from.x, to.x) - half).rounded(), (max(from.x, to.x) + half).rounded(), width)
        let rows = pixelRange((min(from.y, to.y) - half).rounded(), (max(from.y, to.y) + half).rounded(), height)
        for row in rows { for column in columns { blend(row * width + column, colour, 255) } }
    }

    /// A glyph with its upper left corner at a pixel.
    mutating func glyph(_ glyph: PixelFont.Coverage, x: Int, y: Int, _ colour: Colour) {
        for row in 0..<glyph.height where (0..<height).contains(y + row) {
            for column in 0..<glyph.width where (0..<width).contains(x + column) {
                let coverage = glyph.values[row * glyph.width + column]
                if coverage > 0 { blend((y + row) * width + x + column, colour, coverage) }
            }
        }
    }

    /// The pixels between two coordinates, as far as there are any.
    private func pixelRange(_ from: Double, _ to: Double, _ count: Int) -> Range<Int> {
        let low = Int(min(max(from.rounded(.down), 0), Double(count)))
        let high = Int(min(max(to.rounded(.up), 0), Double(count)))
        return low..<max(low, high)
    }
}
