// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Plotting
import Testing

@Suite struct AxisTests {
    private func labels(_ axis: Axis) -> [String] { axis.ticks.map(\.label) }

    @Test func linearTicksAreNice() {
        let axis = Axis(.linear, over: 0.3...9.7, maximumTicks: 5)
        #expect(labels(axis) == ["0", "2", "4", "6", "8", "10"])
        #expect((axis.lower, axis.upper) == (0, 10))
        #expect(
            labels(Axis(.linear, over: -0.013...0.021, maximumTicks: 4)) == [
                "-0.02", "-0.01", "0.00", "0.01", "0.02", "0.03",
            ])
        #expect(labels(Axis(.linear, over: 0...1, maximumTicks: 10)).last == "1.0")
        #expect(labels(Axis(.linear, over: 0...4e9, maximumTicks: 4)) == ["0", "1e9", "2e9", "3e9", "4e9"])
        #expect(labels(Axis(.linear, over: 0...2e-9, maximumTicks: 2)) == ["0", "1e-9", "2e-9"])
    }

    @Test func fixedEndsStay() {
        let axis = Axis(.linear, over: 0...100, lower: 3, upper: 7, maximumTicks: 5)
        #expect((axis.lower, axis.upper) == (3, 7))
        #expect(labels(axis) == ["3", "4", "5", "6", "7"])
        let beyond = Axis(.linear, over: 0...1, lower: 5)
        #expect(beyond.lower == 5 && beyond.upper > 5)
    }

    @Test func logarithmicTicksAreDecades() {
        let axis = Axis(.logarithmic, over: 0.2...5000, maximumTicks: 6)
        #expect((axis.lower, axis.upper) == (0.1, 10_000))
        #expect(labels(axis) == ["0.1", "1", "10", "100", "1000", "10000"])
        #expect(axis.fraction(0) == nil)
        #expect(axis.fraction(-1) == nil)
        #expect(abs((axis.fraction(10) ?? 0) - 0.4) < 1e-12)
        #expect(labels(Axis(.logarithmic, over: 1...10, maximumTicks: 8)) == ["1", "2", "5", "10"])
        #expect(labels(Axis(.logarithmic, over: 7...41, maximumTicks: 8)) == ["5", "10", "20", "50"])
        #expect(Axis(.logarithmic, over: 1e-300...1e300, maximumTicks: 8).ticks.count <= 12)
    }

    @Test func clocksTickAtFullTimes() {
        let now = SampleCharts.now
        #expect(
            labels(Axis(.clock(offset: 0), over: nil, lower: now - 30, upper: now, maximumTicks: 6))
                == ["08:59:30", "08:59:35", "08:59:40", "08:59:45", "08:59:50", "08:59:55", "09:00:00"])
        #expect(
            labels(Axis(.clock(offset: 19_800), over: nil, lower: now - 7200, upper: now, maximumTicks: 4))
                == ["12:30", "13:00", "13:30", "14:00", "14:30"])
        #expect(
            labels(Axis(.clock(offset: 0), over: nil, lower: now, upper: now + 0.4, maximumTicks: 4))
                == ["09:00:00.0", "09:00:00.1", "09:00:00.2", "09:00:00.3", "09:00:00.4"])
        #expect(
            labels(Axis(.clock(offset: 0), over: nil, lower: 951_690_000, upper: 951_999_999, maximumTicks: 4))
                == ["2000-02-28", "2000-02-29", "2000-03-01", "2000-03-02"])
    }

    @Test func numbersReadWell() {
        #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
        #expect(NumberText.fixed(1.005e3, decimals: 2) == "1005.00")
        #expect(NumberText.fixed(.nan, decimals: 1) == "nan")
        #expect(NumberText.fixed(-.infinity, decimals: 1) == "-inf")
        #expect(NumberText.short(21.5) == "21.5")
        #expect(NumberText.short(1.0 / 3) == "0.333333")
        #expect(NumberText.short(123_456.7) == "123457")
        #expect(NumberText.short(-6.02214e23) == "-6.0221e23")
        #expect(NumberText.short(9.99999e-7) == "1e-6")
        #expect(NumberText.short(.leastNonzeroMagnitude) == "4.9407e-324")
        #expect(NumberText.exponent(of: 1000) == 3)
    }

    /// Whatever comes, an axis has ends that differ, and few ticks in order between them.
    @Test func anythingMakesAnAxis() {
        var random = SeededGenerator(state: 7)
        let odd: [Double] = [
            0, -0.0, 1, -1, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
            .leastNonzeroMagnitude, 1e15, 1e15 + 0.25, 1e300, -1e-300, 253_402_300_800,
        ]
        for _ in 0..<4000 {
            func pick() -> Double {
                Bool.random(using: &random) ? odd.randomElement(using: &random) ?? 0 : Double(bitPattern: random.next())
            }
            func maybe() -> Double? { Bool.random(using: &random) ? pick() : nil }
            let (one, other) = (pick(), pick())
            let values = one <= other ? one...other : other <= one ? other...one : nil
            let scale: Axis.Scale =
                [.linear, .logarithmic, .clock(offset: pick())].randomElement(using: &random) ?? .linear
            let axis = Axis(
                scale, over: values, lower: maybe(), upper: maybe(),
                maximumTicks: Int.random(in: -5...100, using: &random))
            let what: Comment = "\(scale) \(String(describing: values)): \(axis.lower) to \(axis.upper)"
            #expect(axis.lower.isFinite && axis.upper.isFinite && axis.lower < axis.upper, what)
            #expect(axis.ticks.count <= 200, what)
            #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0.value <= $1.value }, what)
            #expect(axis.ticks.allSatisfy { $0.label.count <= 30 }, what)
            for value in [one, other, axis.lower, axis.upper] {
                if let fraction = axis.fraction(value) { #expect(!fraction.isNaN, what) }
            }
        }
    }
}
