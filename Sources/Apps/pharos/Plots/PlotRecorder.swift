// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pharos
import Plotting

/// The curves of a plot while samples come: one source for each name on the command line.
final class PlotRecorder: Sendable {
    /// One name on the command line.
    struct Source: Sendable {
        /// As it was written.
        var label: String
        /// What is watched.
        var resource: String
        /// What is drawn of it.
        var selection: FieldSelection
        /// What its system says of its unit.
        var unit = ""
        /// Why nothing more comes.
        var problem: PharosError?
        var curves: [Curve] = []
        var isEnded = false
    }

    /// The most elements of an array that are a curve each.
    static let maximumElements = 8
    /// How far a source's clock may be off before the time of arrival counts.
    private static let clockTolerance = 1.0

    let start = Timestamp.now.seconds
    private let window: Double
    private let isArray: Bool
    private let state: NIOLockedValueBox<(sources: [Source], values: Int)>

    /// A recorder of names.
    /// - Parameters:
    ///   - names: resources, each with what is selected of it behind `#`.
    ///   - window: seconds that are kept.
    ///   - isArray: whether an array is one curve over its elements' numbers.
    /// - Throws: ``PharosError`` with `invalidName`.
    init(_ names: [String], window: Double, isArray: Bool) throws(PharosError) {
        self.window = window
        self.isArray = isArray
        var sources: [Source] = []
        for name in names {
            let parsed: ResourceName
            do { parsed = try ResourceName(name) } catch {
                throw PharosError(.invalidName, "\(error)", resource: name, cause: error)
            }
            // `#rvalue.to('mm')` is the library's to select; `#pose.x` is short for `#rvalue.pose.x`.
            if let fragment = parsed.fragment, (try? FragmentSelector(fragment)) != nil {
                sources.append(Source(label: name, resource: name, selection: FieldSelection()))
                continue
            }
            do {
                sources.append(
                    Source(
                        label: name, resource: parsed.withoutFragment.canonical,
                        selection: try FieldSelection(parsed.fragment ?? "")))
            } catch {
                var error = error
                error.resource = name
                throw error
            }
        }
        state = NIOLockedValueBox((sources, 0))
    }

    var sources: [Source] { state.withLockedValue { $0.sources } }
    /// How many values have come.
    var values: Int { state.withLockedValue { $0.values } }
    /// Whether nothing more can come.
    var isEnded: Bool { state.withLockedValue { $0.sources.allSatisfy(\.isEnded) } }

    /// A source has failed: its curves stay, and the legend says why.
    func fail(_ error: PharosError?, of source: Int) {
        state.withLockedValue { state in
            state.sources[source].isEnded = true
            state.sources[source].problem = error
        }
    }

    /// Adds a sample of a source.
    /// - Throws: ``PharosError`` when the selection is not there or is no number.
    func record(_ sample: Sample, of source: Int, _ selection: FieldSelection) throws(PharosError) {
        let numbers: PlotNumbers
        do {
            numbers = try PlotNumbers(try selection.value(in: sample))
        } catch {
            // What its own system calls invalid need not hold a number.
            guard sample.quality == .invalid else { throw error }
            state.withLockedValue { state in
                for curve in state.sources[source].curves.indices { state.sources[source].curves[curve].series.gap() }
            }
            return
        }
        let now = Timestamp.now.seconds
        let stamp = sample.timestamp.seconds
        let time = abs(now - stamp) <= PlotRecorder.clockTolerance && stamp >= start ? stamp : now
        let point = TimeSeries.Point(time: time, value: 0, mark: Mark(sample.quality), isAfterGap: sample.gap != nil)
        if isArray, case .single = numbers {
            throw PharosError(.invalidValue, "the value is a single number; --array draws arrays")
        }
        state.withLockedValue { state in
            state.values += 1
            let unit = sample.unit ?? ""
            if unit != state.sources[source].unit {
                state.sources[source].unit = unit
                for curve in state.sources[source].curves.indices { state.sources[source].curves[curve].unit = unit }
            }
            switch numbers {
            case .several(let elements) where isArray: state.sources[source].replace(elements)
            default: state.sources[source].append(numbers, point, window)
            }
        }
    }

    /// All curves of all sources; of a source that failed without any, its error.
    var curves: [Curve] {
        state.withLockedValue { state in
            state.sources.flatMap { source -> [Curve] in
                var curves = source.curves
                if let problem = source.problem {
                    for index in curves.indices { curves[index].problem = problem.message }
                    if curves.isEmpty { curves = [Curve(name: source.label, problem: problem.message)] }
                } else if curves.isEmpty {
                    curves = [Curve(name: source.label)]
                }
                return curves
            }
        }
    }
}

extension PlotRecorder.Source {
    /// Appends a number to the curve, or each element to its own.
    fileprivate mutating func append(_ numbers: PlotNumbers, _ point: TimeSeries.Point, _ window: Double) {
        switch numbers {
        case .single(let number):
            if curves.isEmpty { curves = [Curve(name: label, unit: unit, series: TimeSeries(window: window))] }
            curves[0].series.append(point.with(number))
        case .several(let numbers):
            let shown = min(numbers.count, PlotRecorder.maximumElements)
            for index in curves.count..<max(curves.count, shown) {
                let name = label + (selection.description.isEmpty ? "#" : "") + "[\(index)]"
                curves.append(Curve(name: name, unit: unit, series: TimeSeries(window: window)))
            }
            for index in 0..<shown { curves[index].series.append(point.with(numbers[index])) }
            if numbers.count > shown, curves.count == shown {
                let more = "\(numbers.count - shown) more elements; choose one by its number, or draw all with --array"
                curves.append(Curve(name: label, problem: more))
            }
        }
    }

    /// Makes an array the curve.
    fileprivate mutating func replace(_ elements: [Double]) {
        curves = [Curve(name: label, unit: unit, series: TimeSeries(values: elements))]
    }
}

extension TimeSeries.Point {
    fileprivate func with(_ value: Double) -> TimeSeries.Point {
        var point = self
        point.value = value
        return point
    }
}

extension Mark {
    fileprivate init(_ quality: Quality) {
        switch quality {
        case .valid, .changing: self = .valid
        case .warning: self = .warning
        case .alarm: self = .alarm
        case .invalid: self = .invalid
        }
    }
}
