// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A chart in characters: curves in braille dots, two by four a cell, or in ASCII.
///
/// A unit is a dot; a cell is two units wide and four high.
public struct TerminalCanvas: DrawingSurface {
    private struct Cell {
        var text = " "
        var dots: UInt8 = 0
        var ink = Ink.text
        var isBold = false
    }

    /// Cells in a row.
    public let columns: Int
    /// Rows.
    public let rows: Int
    /// What is used of the terminal.
    public let style: TerminalStyle
    private var cells: [Cell]
    /// The cells where curves may be.
    private var inside = (columns: 0..<0, rows: 0..<0)

    /// An empty canvas.
    ///
    /// - Parameters:
    ///   - columns: cells in a row, clamped to 1 … 1000.
    ///   - rows: rows, clamped to 1 … 500.
    ///   - style: what may be used of the terminal.
    public init(columns: Int, rows: Int, style: TerminalStyle = TerminalStyle()) {
        self.columns = min(max(columns, 1), 1000)
        self.rows = min(max(rows, 1), 500)
        self.style = style
        cells = Array(repeating: Cell(), count: self.columns * self.rows)
    }

    /// The rows of a chart, each with the control sequences of its colours and without blanks at its end.
    public static func rows(of chart: Chart, columns: Int, rows: Int, style: TerminalStyle = TerminalStyle())
        -> [String]
    {
        var canvas = TerminalCanvas(columns: columns, rows: rows, style: style)
        chart.draw(on: &canvas)
        return canvas.lines
    }

    /// Sizes in dots.
    public var metrics: SurfaceMetrics {
        SurfaceMetrics(
            width: Double(columns * 2), height: Double(rows * 4), margin: 0, characterWidth: 2, lineHeight: 4,
            titleHeight: 4, frameWidth: 2, frameHeight: 4, labelGap: 2, swatchWidth: 4, signSpacing: 1, column: 1,
            gridWidth: 2, gridHeight: 4, linesPerTick: 2.5)
    }

    // MARK: Drawing

    /// The box, its ticks, its corners.
    public mutating func frame(_ area: Area, ticksAtX: [Double], ticksAtY: [Double]) {
        let columns = Int(area.x) / 2..<Int(area.maxX) / 2
        let rows = Int(area.y) / 4..<Int(area.maxY) / 4
        inside = (columns, rows)
        let signs =
            style.isASCII ? ["-", "|", "+", "+", "+", "+", "+", "+"] : ["─", "│", "┌", "┐", "└", "┘", "┤", "┬"]
        let (left, right, top, bottom) = (
            columns.lowerBound - 1, columns.upperBound, rows.lowerBound - 1, rows.upperBound
        )
        for column in columns {
            put(signs[0], column, top, .axis)
            put(signs[0], column, bottom, .axis)
        }
        for row in rows {
            put(signs[1], left, row, .axis)
            put(signs[1], right, row, .axis)
        }
        put(signs[2], left, top, .axis)
        put(signs[3], right, top, .axis)
        put(signs[4], left, bottom, .axis)
        put(signs[5], right, bottom, .axis)
        for tick in ticksAtY { put(signs[6], left, row(tick), .axis) }
        for tick in ticksAtX { put(signs[7], column(tick), bottom, .axis) }
    }

    /// A line of dots (Bresenham, IBM Systems Journal 4(1), 1965).
    public mutating func curve(_ points: [Position], _ ink: Ink) {
        guard let first = points.first, !inside.columns.isEmpty, !inside.rows.isEmpty else { return }
        var (x, y) = dot(first)
        plot(x, y, ink)
        for point in points.dropFirst() {
            let (toX, toY) = dot(point)
            let (dx, dy) = (abs(toX - x), -abs(toY - y))
            let (stepX, stepY) = (x < toX ? 1 : -1, y < toY ? 1 : -1)
            var error = dx + dy
            while x != toX || y != toY {
                let twice = 2 * error
                if twice >= dy {
                    error += dy
                    x += stepX
                }
                if twice <= dx {
                    error += dx
                    y += stepY
                }
                plot(x, y, ink)
            }
        }
    }

    /// A sign in place of the dots.
    public mutating func sign(_ mark: Mark, at place: Position) {
        let isInside = inside.rows.contains(Int(place.y) / 4) || Int(place.y) / 4 == inside.rows.upperBound
        let row = isInside && !inside.rows.isEmpty ? row(place.y) : Int(place.y) / 4
        let column = isInside && !inside.columns.isEmpty ? column(place.x) : Int(place.x) / 2
        switch mark {
        case .valid: break
        case .warning: put(style.isASCII ? "w" : "△", column, row, .warning)
        case .alarm: put(style.isASCII ? "a" : "▲", column, row, .alarm)
        case .invalid: put(style.isASCII ? "x" : "✕", column, row, .alarm)
        }
    }

    /// Two cells of line.
    public mutating func swatch(at place: Position, _ ink: Ink) {
        let (column, row) = (Int(place.x) / 2, Int(place.y) / 4)
        for cell in column...column + 1 { put(style.isASCII ? letter(ink) : "━", cell, row, ink) }
    }

    /// A text, cut at the edges.
    public mutating func text(
        _ text: String, at place: Position, _ alignment: TextAlignment, _ ink: Ink, isTitle: Bool
    ) {
        let texts = CellText.cells(text, isASCII: style.isASCII)
        let count = Double(texts.count)
        var column =
            switch alignment {
            case .left: Int((place.x / 2).rounded())
            case .center: Int((place.x / 2 - count / 2).rounded(.up))
            case .right: Int((place.x / 2).rounded() - count)
            }
        // A label of the vertical axis stands in the row of its tick.
        let row = alignment == .right && !inside.rows.isEmpty ? row(place.y) : Int(place.y / 4)
        for cell in texts {
            put(cell, column, row, ink, isBold: isTitle)
            column += 1
        }
    }

    /// Two dots a cell.
    public func width(of text: String, isTitle: Bool) -> Double {
        Double(CellText.cells(text, isASCII: style.isASCII).count * 2)
    }

    // MARK: Cells

    private func row(_ y: Double) -> Int { min(max(Int(y / 4), inside.rows.lowerBound), inside.rows.upperBound - 1) }
    private func column(_ x: Double) -> Int {
        min(max(Int(x / 2), inside.columns.lowerBound), inside.columns.upperBound - 1)
    }

    private func dot(_ place: Position) -> (Int, Int) {
        (
            min(max(Int(place.x), inside.columns.lowerBound * 2), inside.columns.upperBound * 2 - 1),
            min(max(Int(place.y), inside.rows.lowerBound * 4), inside.rows.upperBound * 4 - 1)
        )
    }

    private mutating func put(_ text: String, _ column: Int, _ row: Int, _ ink: Ink, isBold: Bool = false) {
        guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
        cells[row * columns + column] = Cell(text: text, dots: 0, ink: ink, isBold: isBold)
    }

    private mutating func plot(_ x: Int, _ y: Int, _ ink: Ink) {
        let index = (y / 4) * columns + x / 2
        guard cells.indices.contains(index) else { return }
        // Unicode Standard, "Braille Patterns": dots 1 2 3 7 at the left, 4 5 6 8 at the right.
        let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
        cells[index].dots |= bits[(y % 4) * 2 + x % 2]
        cells[index].ink = ink
    }

    /// The sign of a curve where there is only ASCII.
    private func letter(_ ink: Ink) -> String {
        if case .curve(let number) = ink { return ["*", "o", "#", "@", "%", "&", "$", "="][Ink.place(number)] }
        return "*"
    }

    // MARK: Text

    /// The rows from above, each with the control sequences of its colours and without blanks at its end.
    public var lines: [String] {
        (0..<rows).map { row in
            let line = cells[row * columns..<(row + 1) * columns]
            let end = (line.lastIndex { $0.dots != 0 || $0.text != " " } ?? line.startIndex - 1) + 1
            var text = ""
            var current: (ink: Ink, isBold: Bool) = (.text, false)
            for cell in line[line.startIndex..<end] {
                let content = content(cell)
                if content != " ", !content.isEmpty, style.colours != .none, current != (cell.ink, cell.isBold) {
                    if current.isBold != cell.isBold { text += cell.isBold ? "\u{1B}[1m" : "\u{1B}[22m" }
                    text += style.begin(cell.ink)
                    current = (cell.ink, cell.isBold)
                }
                text += content
            }
            return current == (.text, false) ? text : text + "\u{1B}[0m"
        }
    }

    private func content(_ cell: Cell) -> String {
        guard cell.dots != 0 else { return cell.text }
        if style.isASCII { return letter(cell.ink) }
        return Unicode.Scalar(0x2800 + UInt32(cell.dots)).map(String.init) ?? " "
    }
}
