// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosNode
import PharosWire
import Plotting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos plot`.
struct PlotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draw live values in the terminal, or into a PNG or SVG file.",
        discussion: """
            What stands behind # selects a number of a value; a value whose only field is 'data' needs none.
              pharos plot mock:/temperature
              pharos plot ros:/pose#position.x ros:/pose#position.y mock:/temperature --seconds 60
              pharos plot 'ros:/scan#ranges' --array             the array itself, the newest each time
              pharos plot ros:/imu#linear_acceleration.z --out imu.png --duration 5
            An array without --array is a curve for each of its first 8 elements. In the terminal Ctrl-C, q or Escape
            ends it and the last picture stays; where the output is no terminal it is drawn once, at the end.
            """)

    @Argument(help: "Resources, of any schemes, each with #field where its value is not a number.")
    var names: [String]

    @Option(name: .long, help: "Seconds that the picture shows. Default: 30, with --out all of --duration.")
    var seconds: Double?

    @Option(name: .long, help: "Pictures a second in the terminal, at most 60.")
    var rate = 10.0

    @Option(name: .long, help: "Write the picture to this file at the end, *.png or *.svg.", completion: .file())
    var out: String?

    @Option(name: .long, help: "End after this many seconds. Default: in a terminal go on, else and with --out 10.")
    var duration: Double?

    @Option(name: .long, help: "The file's size in pixels. Default: 1600x800 for PNG, 900x450 for SVG.")
    var size: String?

    @Flag(name: .long, help: "Use ASCII characters only.")
    var ascii = false

    @Flag(name: .long, help: "A logarithmic vertical axis; values that are not above 0 are then gaps.")
    var log = false

    @Flag(name: .long, help: "Draw arrays as curves over their elements' numbers.")
    var array = false

    @Option(
        name: .customLong("min"), parsing: .unconditional,
        help: "Where the vertical axis begins. Default: as the values ask.")
    var minimum: Double?

    @Option(
        name: .customLong("max"), parsing: .unconditional,
        help: "Where the vertical axis ends. Default: as the values ask.")
    var maximum: Double?

    @Option(name: .long, help: "A title above the picture.")
    var title: String?

    @Option(name: .long, help: "The unit above the vertical axis. Default: what the systems tell.")
    var unit: String?

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if names.count > 32 { throw ValidationError("at most 32 resources fit into one plot") }
        for (option, value) in [("--seconds", seconds), ("--duration", duration)] {
            if let value, !(value > 0.01 && value < 1e7) {
                throw ValidationError("\(option) takes a number of seconds above 0.01")
            }
        }
        if !(rate > 0 && rate <= 60) { throw ValidationError("--rate takes a number above 0, up to 60") }
        if let out, PlotPicture(path: out, size: size) == nil {
            throw ValidationError("--out takes a file *.png or *.svg, --size pixels like 1600x800, up to 8192 each")
        }
        if size != nil, out == nil { throw ValidationError("--size goes with --out") }
        if options.json, out == nil { throw ValidationError("--json goes with --out: it says what was written") }
        for end in [minimum, maximum] {
            guard let end else { continue }
            if !end.isFinite { throw ValidationError("--min and --max take finite numbers") }
            if log, end <= 0 { throw ValidationError("a logarithmic axis needs --min and --max above 0") }
        }
        if let minimum, let maximum, minimum >= maximum { throw ValidationError("--min must be below --max") }
    }

    private var isLive: Bool { Output.isTerminal && !options.json }
    private var end: Double? { duration ?? (out == nil && isLive ? nil : 10) }
    private var window: Double { seconds ?? (out == nil ? 30 : end ?? 30) }

    func run() async throws {
        let recorder = try PlotRecorder(names, window: window, isArray: array)
        let (ends, signalled) = AsyncStream<Int32>.makeStream()
        let signals = SignalWatch([SIGINT, SIGTERM, SIGHUP]) { signalled.yield($0) }
        defer { signals.cancel() }
        try await withPharos(options.configuration) { pharos in
            await withTaskGroup(of: Bool.self) { group in
                // The group's first task that says true ends the plot.
                for (number, source) in recorder.sources.enumerated() {
                    group.addTask {
                        await follow(source, number, recorder, pharos)
                        return recorder.isEnded
                    }
                }
                group.addTask {
                    for await _ in ends { break }
                    return true
                }
                if let end { group.addTask { (try? await Task.sleep(for: .seconds(end))) != nil } }
                if isLive { group.addTask { await show(recorder) } }
                for await isEnd in group where isEnd { break }
                group.cancelAll()
            }
        }
        try finish(recorder)
    }

    /// Records the samples of one name until it fails or the plot ends.
    private func follow(
        _ source: PlotRecorder.Source, _ number: Int, _ recorder: PlotRecorder, _ pharos: Pharos
    ) async {
        do {
            for try await sample in pharos.watch(source.resource, policy: .dropOldest(limit: 1024)) {
                try recorder.record(sample, of: number, source.selection)
            }
            // Who cancels is the plot's own end.
            recorder.fail(nil, of: number)
        } catch {
            recorder.fail(PharosError.wrap(error), of: number)
        }
    }

    // MARK: Pictures

    /// Draws in the terminal until the plot ends; true when a key asks for the end.
    private func show(_ recorder: PlotRecorder) async -> Bool {
        let screen = TerminalScreen { Output.raw($0) }
        let style = TerminalStyle(environment: RuntimeDirectory.processEnvironment(), isASCII: ascii)
        screen.enter()
        defer { screen.leave() }
        var last = (columns: 0, rows: 0)
        while !Task.isCancelled {
            let size = TerminalScreen.size() ?? (80, 24)
            if size != last { screen.redraw() }
            last = size
            screen.show(
                TerminalCanvas.rows(of: chart(recorder), columns: size.columns, rows: size.rows, style: style))
            if screen.isEndAsked() { return true }
            guard (try? await Task.sleep(for: .seconds(1 / rate))) != nil else { return false }
        }
        return false
    }

    /// What is to be seen now.
    private func chart(_ recorder: PlotRecorder) -> Chart {
        let now = Timestamp.now.seconds
        let curves = recorder.curves
        var chart: Chart
        if array {
            let last = curves.map { $0.series.count }.max() ?? 0
            chart = Chart(curves: curves, from: 0, to: Double(max(last - 1, 1)))
            chart.horizontalScale = .linear
            chart.horizontalLabel = "element"
            chart.showsValues = false
        } else {
            // A file begins where the recording did, the terminal has a window of one length.
            let from = out == nil && isLive ? now - window : max(recorder.start, now - window)
            chart = Chart(curves: curves, from: from, to: now)
            chart.horizontalScale = .clock(offset: PlotCommand.offsetFromUTC(now))
        }
        chart.title = title ?? ""
        chart.isLogarithmic = log
        chart.minimum = minimum
        chart.maximum = maximum
        chart.unit = unit
        return chart
    }

    /// Seconds that local time is ahead of UTC.
    private static func offsetFromUTC(_ moment: Double) -> Double {
        var seconds = time_t(moment)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return 0 }
        return Double(parts.tm_gmtoff)
    }

    /// Writes the file or leaves the last picture, and says what failed.
    private func finish(_ recorder: PlotRecorder) throws {
        let sources = recorder.sources
        let problems = sources.compactMap { source in
            source.problem.map { problem in
                var problem = problem
                problem.resource = source.label
                return problem
            }
        }
        guard recorder.values > 0 else {
            for problem in problems.dropFirst() { StandardError.print("pharos: \(problem)") }
            throw problems.first
                ?? PharosError(.noValue, "no value came; 'pharos read' tells whether there is one", resource: names[0])
        }
        defer { for problem in problems { StandardError.print("pharos: \(problem)") } }
        let chart = chart(recorder)
        if let out, let picture = PlotPicture(path: out, size: size) {
            try picture.write(chart)
            if options.json {
                Output.json([
                    "file": .string(out), "curves": .array(chart.curves.map { .string($0.name) }),
                    "values": Value(recorder.values), "seconds": .double(Timestamp.now.seconds - recorder.start),
                ])
            } else {
                Output.line("\(out): \(recorder.values) values")
            }
        } else {
            let size = TerminalScreen.size() ?? (100, 30)
            var style = TerminalStyle(environment: RuntimeDirectory.processEnvironment(), isASCII: ascii)
            if !Output.isTerminal { style.colours = .none }
            for row in TerminalCanvas.rows(of: chart, columns: size.columns, rows: size.rows - 1, style: style) {
                Output.line(row)
            }
        }
    }
}
