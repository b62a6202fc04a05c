// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A place on a surface, in the surface's units from its upper left corner.
public struct Position: Sendable, Hashable {
    /// To the right.
    public var x: Double
    /// Downwards.
    public var y: Double

    /// Creates a place.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A rectangle on a surface.
public struct Area: Sendable, Hashable {
    /// The left edge.
    public var x: Double
    /// The upper edge.
    public var y: Double
    /// How wide.
    public var width: Double
    /// How high.
    public var height: Double

    /// Creates a rectangle.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    var maxX: Double { x + width }
    var maxY: Double { y + height }

    func contains(_ place: Position) -> Bool {
        place.x >= x && place.x <= maxX && place.y >= y && place.y <= maxY
    }

    /// The parts of a polyline that lie inside, as polylines (Liang and Barsky, ACM TOG 3(1), 1984).
    package func clipped(_ line: [Position]) -> [[Position]] {
        guard line.count > 1 else { return line.isEmpty || !contains(line[0]) ? [] : [line] }
        var parts: [[Position]] = []
        var part: [Position] = []
        for (from, to) in zip(line, line.dropFirst()) {
            guard let (start, end) = clipped(from, to) else {
                if !part.isEmpty { parts.append(part) }
                part = []
                continue
            }
            if part.last != start {
                if !part.isEmpty { parts.append(part) }
                part = [start]
            }
            if end != start { part.append(end) }
        }
        if !part.isEmpty { parts.append(part) }
        return parts
    }

    private func clipped(_ from: Position, _ to: Position) -> (Position, Position)? {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        var (enter, leave) = (0.0, 1.0)
        for (direction, distance) in [
            (-dx, from.x - x), (dx, maxX - from.x), (-dy, from.y - y), (dy, maxY - from.y),
        ] {
            if direction == 0 {
                if distance < 0 { return nil }
            } else if direction < 0 {
                enter = max(enter, distance / direction)
            } else {
                leave = min(leave, distance / direction)
            }
        }
        guard enter <= leave else { return nil }
        // A part's end must equal the next part's start to the bit.
        return (
            enter == 0 ? from : Position(x: from.x + enter * dx, y: from.y + enter * dy),
            leave == 1 ? to : Position(x: from.x + leave * dx, y: from.y + leave * dy)
        )
    }
}
