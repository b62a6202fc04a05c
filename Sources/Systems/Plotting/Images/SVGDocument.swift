// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A chart as an SVG 1.1 document.
public struct SVGDocument: DrawingSurface {
    private let width: Double
    private let height: Double
    private var body = ""

    /// An empty document.
    ///
    /// - Parameters:
    ///   - width: in pixels, clamped to 100 … 20 000.
    ///   - height: in pixels, clamped to 80 … 20 000.
    public init(width: Int = 900, height: Int = 450) {
        self.width = Double(min(max(width, 100), 20_000))
        self.height = Double(min(max(height, 80), 20_000))
    }

    /// The document of a chart.
    public static func text(of chart: Chart, width: Int = 900, height: Int = 450) -> String {
        var document = SVGDocument(width: width, height: height)
        chart.draw(on: &document)
        return document.text
    }

    /// Sizes in pixels.
    public var metrics: SurfaceMetrics {
        SurfaceMetrics(
            width: width, height: height, margin: 14, characterWidth: 7.25, lineHeight: 20, titleHeight: 30,
            frameWidth: 0, frameHeight: 0, labelGap: 8, swatchWidth: 22, signSpacing: 13, column: 1,
            gridWidth: 1, gridHeight: 1, linesPerTick: 2)
    }

    /// The document.
    public var text: String {
        let (width, height) = (number(width), number(height))
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12">
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>
            \(body)</svg>

            """
    }

    // MARK: Drawing

    /// The box, with lines of a grid from its ticks.
    public mutating func frame(_ area: Area, ticksAtX: [Double], ticksAtY: [Double]) {
        let crisp = "fill=\"none\" shape-rendering=\"crispEdges\""
        var grid = ""
        var ticks = ""
        for x in ticksAtX {
            grid += "M\(number(x)) \(number(area.y))V\(number(area.maxY))"
            ticks += "M\(number(x)) \(number(area.maxY))v4"
        }
        for y in ticksAtY {
            grid += "M\(number(area.x)) \(number(y))H\(number(area.maxX))"
            ticks += "M\(number(area.x)) \(number(y))h-4"
        }
        if !grid.isEmpty { body += "<path d=\"\(grid)\" stroke=\"\(colour(.grid))\" \(crisp)/>\n" }
        let box = "M\(number(area.x)) \(number(area.y))H\(number(area.maxX))V\(number(area.maxY))H\(number(area.x))Z"
        body += "<path class=\"frame\" d=\"\(box)\(ticks)\" stroke=\"\(colour(.axis))\" \(crisp)/>\n"
    }

    /// A path.
    public mutating func curve(_ points: [Position], _ ink: Ink) {
        guard let first = points.first else { return }
        guard points.count > 1 else {
            body += "<circle cx=\"\(number(first.x))\" cy=\"\(number(first.y))\" r=\"1.6\" fill=\"\(colour(ink))\"/>\n"
            return
        }
        let path = points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: "L")
        body += "<path class=\"curve\" d=\"M\(path)\" stroke=\"\(colour(ink))\" stroke-width=\"1.6\" "
        body += "stroke-linejoin=\"round\" stroke-linecap=\"round\" fill=\"none\"/>\n"
    }

    /// A triangle for a warning, a filled one for an alarm, a cross for a value that is not to be used.
    public mutating func sign(_ mark: Mark, at place: Position) {
        let (x, y) = (number(place.x), number(place.y))
        let triangle = "M\(x) \(number(place.y - 4.5))l4.5 8h-9z"
        switch mark {
        case .valid: break
        case .warning:
            body += "<path class=\"warning\" d=\"\(triangle)\" stroke=\"\(colour(.warning))\" "
            body += "stroke-width=\"1.4\" fill=\"#ffffff\"/>\n"
        case .alarm: body += "<path class=\"alarm\" d=\"\(triangle)\" fill=\"\(colour(.alarm))\"/>\n"
        case .invalid:
            body += "<path class=\"invalid\" d=\"M\(x) \(y)m-3.5 -3.5l7 7m0 -7l-7 7\" stroke=\"\(colour(.alarm))\" "
            body += "stroke-width=\"1.6\" fill=\"none\"/>\n"
        }
    }

    /// A short thick line.
    public mutating func swatch(at place: Position, _ ink: Ink) {
        body += "<path d=\"M\(number(place.x)) \(number(place.y))h\(number(metrics.swatchWidth))\" "
        body += "stroke=\"\(colour(ink))\" stroke-width=\"3\" stroke-linecap=\"round\"/>\n"
    }

    /// A text element.
    public mutating func text(
        _ text: String, at place: Position, _ alignment: TextAlignment, _ ink: Ink, isTitle: Bool
    ) {
        let anchor =
            switch alignment {
            case .left: ""
            case .center: " text-anchor=\"middle\""
            case .right: " text-anchor=\"end\""
            }
        let font = isTitle ? " font-size=\"16\" font-weight=\"bold\"" : ""
        // The middle of small letters, by a number: not every viewer knows dominant-baseline.
        let y = number(place.y + (isTitle ? 5.5 : 4.2))
        body += "<text x=\"\(number(place.x))\" y=\"\(y)\"\(anchor)\(font) fill=\"\(colour(ink))\" "
        body += "xml:space=\"preserve\">\(SVGDocument.escaped(text))</text>\n"
    }

    /// Every character of the fonts that are asked for is 0.6 of their size wide.
    public func width(of text: String, isTitle: Bool) -> Double { Double(text.count) * (isTitle ? 9.7 : 7.25) }

    // MARK: Text

    /// Text for XML 1.0: markup as entities, characters that XML cannot hold (2.2 "Char") as U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;"
            case 0x3C: result += "&lt;"
            case 0x3E: result += "&gt;"
            case 0x22: result += "&quot;"
            case 0x27: result += "&apos;"
            case 0x09, 0x0A, 0x0D: result += " "
            case 0x00..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A coordinate to a hundredth, as short as it is.
    private func number(_ value: Double) -> String {
        let hundredths = Int((min(max(value, -1e6), 1e6) * 100).rounded())
        let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    private func colour(_ ink: Ink) -> String {
        let (red, green, blue) = ink.onPaper
        func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return "#\(hex(red))\(hex(green))\(hex(blue))"
    }
}
