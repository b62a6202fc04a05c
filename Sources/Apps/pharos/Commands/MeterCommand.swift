// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOCore
import Pharos

/// `pharos meter`.
struct MeterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meter", abstract: "Measure a resource: rate, bandwidth, delay.",
        subcommands: [Rate.self, Bandwidth.self, Delay.self])

    struct Options: ParsableArguments {
        @Argument(help: "The resource.")
        var name: String

        @Option(name: [.short, .long], help: "Values in the sliding window.")
        var window = 1000

        @Option(name: [.short, .long], help: "End after this many reports, one a second. Default: go on.")
        var count: Int?

        @OptionGroup var client: ClientOptions

        func validate() throws {
            if window < 2 { throw ValidationError("--window takes a number above 1") }
        }
    }

    /// `pharos meter hz`.
    struct Rate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hz", abstract: "Values a second: average, shortest and longest period, deviation.")
        @OptionGroup var options: Options
        func run() async throws {
            try await Meter.run(options) { window in
                let times = window.map(\.arrival)
                guard let first = times.first, let last = times.last, times.count > 1, last > first else { return nil }
                let periods = zip(times.dropFirst(), times).map { $0 - $1 }
                let mean = (last - first) / Double(periods.count)
                let variance = periods.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(periods.count)
                return [
                    ("rate_hz", 1 / mean), ("min_s", periods.min() ?? 0), ("max_s", periods.max() ?? 0),
                    ("std_dev_s", variance.squareRoot()), ("window", Double(times.count)),
                ]
            }
        }
    }

    /// `pharos meter bw`.
    struct Bandwidth: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bw", abstract: "Bytes a second, and the sizes of values.")
        @OptionGroup var options: Options
        func run() async throws {
            try await Meter.run(options) { window in
                guard let first = window.first, let last = window.last, window.count > 1, last.arrival > first.arrival
                else { return nil }
                let sizes = window.map { Double($0.bytes) }
                let sum = sizes.dropFirst().reduce(0, +)
                return [
                    ("bytes_per_s", sum / (last.arrival - first.arrival)), ("mean_bytes", sizes.reduce(0, +) / Double(sizes.count)),
                    ("min_bytes", sizes.min() ?? 0), ("max_bytes", sizes.max() ?? 0), ("window", Double(window.count)),
                ]
            }
        }
    }

    /// `pharos meter delay`.
    struct Delay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delay", abstract: "Seconds from a value's own time stamp to its arrival here.")
        @OptionGroup var options: Options
        func run() async throws {
            try await Meter.run(options) { window in
                let delays = window.map(\.delay)
                guard !delays.isEmpty else { return nil }
                let mean = delays.reduce(0, +) / Double(delays.count)
                let variance = delays.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(delays.count)
                return [
                    ("delay_s", mean), ("min_s", delays.min() ?? 0), ("max_s", delays.max() ?? 0),
                    ("std_dev_s", variance.squareRoot()), ("window", Double(delays.count)),
                ]
            }
        }
    }
}

/// The sliding window behind the meters, reported once a second.
enum Meter {
    struct Mark: Sendable {
        var arrival: Double
        var bytes: Int
        var delay: Double
    }

    static func run(
        _ options: MeterCommand.Options, _ measure: @escaping @Sendable ([Mark]) -> [(String, Double)]?
    ) async throws {
        try await withPharos(options.client.configuration) { pharos in
            var window: [Mark] = []
            var reports = 0
            var nextReport = Timestamp.now.seconds + 1
            for try await sample in pharos.watch(options.name, policy: .all(limit: 10_000)) {
                let now = Timestamp.now
                window.append(
                    Mark(
                        arrival: now.seconds, bytes: sample.payload.bytes.readableBytes,
                        delay: now.seconds - sample.timestamp.seconds))
                if window.count > options.window { window.removeFirst(window.count - options.window) }
                guard now.seconds >= nextReport else { continue }
                nextReport = now.seconds + 1
                guard let figures = measure(window) else { continue }
                if options.client.json {
                    Output.json(.record(Record(figures.map { (name: $0.0, value: .double($0.1)) })))
                } else {
                    Output.line(figures.map { "\($0.0)=\(rounded($0.1))" }.joined(separator: "  "))
                }
                reports += 1
                if reports == options.count { return }
            }
        }
    }

    private static func rounded(_ value: Double) -> String {
        if value.rounded() == value, abs(value) < 1e9 { return "\(Int(value))" }
        let scaled = (value * 10_000).rounded() / 10_000
        return "\(scaled)"
    }
}
