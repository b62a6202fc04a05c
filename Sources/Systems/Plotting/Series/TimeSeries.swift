// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The newest points of one curve: a ring of bounded size in which peaks survive.
///
/// The ring is divided into slots of time. A slot keeps its first, smallest, largest and newest point and no more, so
/// that a window of ten seconds fits whether a signal comes at 1 Hz or at 100 kHz, and a spike of one sample is there
/// still. Appending costs the same whatever the size.
public struct TimeSeries: Sendable {
    /// One point of a curve.
    public struct Point: Sendable, Hashable {
        /// Seconds since any moment, or the number of an element.
        public var time: Double
        /// The value in the curve's unit; not finite: there is none.
        public var value: Double
        /// How far it can be trusted.
        public var mark: Mark
        /// Whether something is missing before it, so that no line leads here.
        public var isAfterGap: Bool

        /// Creates a point.
        public init(time: Double, value: Double, mark: Mark = .valid, isAfterGap: Bool = false) {
            self.time = time
            self.value = value
            self.mark = mark
            self.isAfterGap = isAfterGap
        }

        /// Whether it belongs on the curve.
        var isDrawn: Bool { value.isFinite && mark != .invalid }
    }

    /// The most points that are kept, 16 to 1 Mi.
    public let capacity: Int
    private let slotWidth: Double
    private var ring: [Point] = []
    private var start = 0
    /// How many of the newest points belong to the slot that is being filled.
    private var open = 0
    private var slotEnd = -Double.infinity
    private var isGap = false

    /// An empty series.
    ///
    /// - Parameters:
    ///   - window: the seconds that shall be kept at any rate. Default: 30.
    ///   - capacity: the most points, clamped to 16 … 1 Mi. Default: 16 Ki, four for each of 4 Ki slots.
    public init(window: Double = 30, capacity: Int = 1 << 14) {
        self.capacity = min(max(capacity, 16), 1 << 20)
        let usable = window.isFinite && window > 0 ? window : 30
        slotWidth = usable / Double(self.capacity / 4 - 1)
    }

    /// Values over their numbers from 0, every one kept: an array as a curve. No more than 1 Mi values are taken.
    public init(values: some Collection<Double>) {
        self.init(window: 1, capacity: values.count)
        ring = values.prefix(capacity).enumerated().map { Point(time: Double($0.offset), value: $0.element) }
    }

    /// How many points there are.
    public var count: Int { ring.count }
    /// Whether there are none.
    public var isEmpty: Bool { ring.isEmpty }
    /// The newest point.
    public var last: Point? { ring.isEmpty ? nil : self[ring.count - 1] }
    /// The oldest point.
    public var first: Point? { ring.isEmpty ? nil : self[0] }

    /// The points from the oldest, 0, to the newest.
    package private(set) subscript(index: Int) -> Point {
        get { ring[(start + index) % ring.count] }
        set { ring[(start + index) % ring.count] = newValue }
    }

    /// Says that what comes next does not follow on what came last.
    public mutating func gap() { isGap = true }

    /// Appends a point.
    ///
    /// Time does not run backwards: a point that is older than the newest is taken to be as new. A point whose time is
    /// not finite is ignored; a value that is not finite makes a gap.
    public mutating func append(_ point: Point) {
        guard point.time.isFinite else { return }
        guard point.value.isFinite else { return gap() }
        var point = point
        point.time = max(point.time, last?.time ?? point.time)
        point.isAfterGap = point.isAfterGap || isGap
        isGap = false
        guard open > 0, point.time < slotEnd, point.mark == last?.mark else {
            push(point)
            open = 1
            slotEnd = point.time + slotWidth
            return
        }
        guard open == 4 else {
            push(point)
            open += 1
            return
        }
        merge(point)
    }

    private mutating func push(_ point: Point) {
        if ring.count < capacity {
            // Not yet round: the oldest stands first.
            ring.append(point)
        } else {
            ring[start] = point
            start = (start + 1) % capacity
            open = min(open, capacity - 1)
        }
    }

    /// Of the slot's four points and a fifth, keeps first, smallest, largest and newest in the order of time.
    private mutating func merge(_ point: Point) {
        let base = ring.count - 4
        let (middle, other, newest) = (self[base + 1], self[base + 2], self[base + 3])
        let low = [middle, other, newest].enumerated().min { $0.element.value < $1.element.value }
        let high = [middle, other, newest].enumerated().max { $0.element.value < $1.element.value }
        guard let low, let high else { return }
        if low.offset <= high.offset {
            self[base + 1] = low.element
            self[base + 2] = high.element
        } else {
            self[base + 1] = high.element
            self[base + 2] = low.element
        }
        self[base + 3] = point
    }
}
