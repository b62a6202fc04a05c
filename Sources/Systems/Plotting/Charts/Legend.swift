// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of the curves, in rows above them.
struct Legend {
    /// What stands before an entry.
    enum Symbol: Hashable {
        case curve(Int)
        case mark(Mark)
        case none
    }

    struct Entry {
        var symbol: Symbol
        var text: String
        var ink: Ink
    }

    struct Place {
        var entry: Entry
        var position: Position
    }

    private(set) var places: [Place] = []
    private(set) var height = 0.0

    /// Sets the entries row by row; what does not fit into `rows` is counted in the last one.
    init(_ chart: Chart, marks: Set<Mark>, on surface: some DrawingSurface, top: Double, rows: Int) {
        let metrics = surface.metrics
        let left = metrics.margin
        let right = metrics.width - metrics.margin
        let symbolWidth = metrics.swatchWidth + metrics.characterWidth
        guard rows > 0, right - left > symbolWidth + 4 * metrics.characterWidth else { return }
        var x = left
        var row = 0
        let entries = Legend.entries(chart, marks)
        for (number, entry) in entries.enumerated() {
            var entry = entry
            entry.text = Legend.fitted(entry.text, right - left - symbolWidth, surface)
            let width = symbolWidth + surface.width(of: entry.text, isTitle: false)
            if x > left, x + width > right {
                row += 1
                x = left
            }
            if row == rows {
                hide(entries.count - number, surface, right)
                row -= 1
                break
            }
            let y = top + (Double(row) + 0.5) * metrics.lineHeight
            places.append(Place(entry: entry, position: Position(x: x, y: y)))
            x += width + 3 * metrics.characterWidth
        }
        height = entries.isEmpty ? 0 : Double(row + 1) * metrics.lineHeight
    }

    /// Replaces the last entry by the count of those that have no room.
    private mutating func hide(_ count: Int, _ surface: some DrawingSurface, _ right: Double) {
        guard let last = places.popLast() else { return }
        let text = "and \(count + 1) more"
        places.append(
            Place(
                entry: Entry(symbol: .none, text: Legend.fitted(text, right - last.position.x, surface), ink: .axis),
                position: last.position))
    }

    private static func entries(_ chart: Chart, _ marks: Set<Mark>) -> [Entry] {
        var entries = chart.curves.enumerated().map { number, curve in
            if let problem = curve.problem {
                return Entry(symbol: .mark(.invalid), text: "\(curve.name): \(problem)", ink: .alarm)
            }
            let value = chart.showsValues ? curve.valueText : ""
            // As wide as most values, so that a live legend does not shake.
            let padding = String(repeating: " ", count: max(0, 8 - value.count))
            return Entry(
                symbol: .curve(number), text: chart.showsValues ? "\(curve.name)  \(value)\(padding)" : curve.name,
                ink: .text)
        }
        for mark in marks.sorted() {
            entries.append(Entry(symbol: .mark(mark), text: mark.word, ink: .axis))
        }
        return entries
    }

    /// A text that fits, with an ellipsis where it was cut.
    static func fitted(_ text: String, _ width: Double, _ surface: some DrawingSurface, isTitle: Bool = false) -> String
    {
        // No text that long is ever shown.
        let characters = Array(text.prefix(2000))
        guard surface.width(of: String(characters), isTitle: isTitle) > width else { return String(characters) }
        var (fits, tooMany) = (0, characters.count)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            let isNarrow = surface.width(of: String(characters[..<middle]) + "…", isTitle: isTitle) <= width
            if isNarrow { fits = middle } else { tooMany = middle }
        }
        return String(characters[..<fits]) + "…"
    }
}
