// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOCore
import Pharos

/// `pharos bench`: the measuring ends of `make bench`, hidden from the help.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "The measuring ends of the benchmarks.", shouldDisplay: false,
        subcommands: [
            Call.self, Receive.self, Write.self, BenchEvaluationCommand.self, BenchROSCommand.self, BenchBagCommand.self,
            BenchPodCommand.self, BenchMessagesCommand.self,
        ])

    /// Calls a command again and again.
    struct Call: AsyncParsableCommand {
        @Argument var name: String
        @Argument var request = "{}"
        @Option var count = 5000
        func run() async throws {
            let request = try JSONArgument.value(request)
            let count = count
            try await withPharos { pharos in
                let description = try await pharos.describe(name)
                let payload = try Payload.encode(request, as: description.schema)
                for _ in 0..<200 { _ = try await pharos.call(name, payload: payload) }
                var times: [Double] = []
                times.reserveCapacity(count)
                for _ in 0..<count {
                    let start = ContinuousClock.now
                    _ = try await pharos.call(name, payload: payload)
                    let (seconds, attoseconds) = (ContinuousClock.now - start).components
                    times.append(Double(seconds) * 1e6 + Double(attoseconds) / 1e12)
                }
                times.sort()
                Output.json([
                    "median_us": .double(times[times.count / 2]), "p99_us": .double(times[times.count * 99 / 100]),
                    "min_us": .double(times[0]), "count": Value(count),
                ])
            }
        }
    }

    /// Writes a value of some bytes as fast as it goes, many at a time.
    struct Write: AsyncParsableCommand {
        @Argument var name: String
        @Argument var size: Int
        @Option var seconds = 3.0
        @Option var inFlight = 64
        func run() async throws {
            let (size, seconds, inFlight) = (size, seconds, inFlight)
            try await withPharos { pharos in
                let value = Value.string(String(repeating: "x", count: size))
                let end = ContinuousClock.now + .seconds(seconds)
                let written = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<inFlight {
                        group.addTask {
                            var count = 0
                            while ContinuousClock.now < end {
                                try await pharos.write(name, value)
                                count += 1
                            }
                            return count
                        }
                    }
                    return try await group.reduce(0, +)
                }
                Output.json(["written": Value(written), "per_s": .double(Double(written) / seconds)])
            }
        }
    }

    /// Counts samples for a while.
    struct Receive: AsyncParsableCommand {
        @Argument var name: String
        @Option var seconds = 3.0
        @Flag(help: "Few wait; the oldest are dropped.") var newest = false
        func run() async throws {
            let (seconds, newest) = (seconds, newest)
            try await withPharos { pharos in
                var samples = 0
                var bytes = 0
                var dropped: UInt64 = 0
                var first: ContinuousClock.Instant?
                var last = ContinuousClock.now
                for try await sample in pharos.watch(name, policy: newest ? .dropOldest(limit: 16) : .all(limit: 10_000)) {
                    samples += 1
                    bytes += sample.payload.bytes.readableBytes
                    dropped += sample.gap?.dropped ?? 0
                    // Looking at the clock costs as much as a sample does.
                    guard samples % 16 == 1 else { continue }
                    last = .now
                    if first == nil { first = last }
                    if let first, last - first > .seconds(seconds) { break }
                }
                let (whole, rest) = (last - (first ?? last)).components
                let elapsed = Double(whole) + Double(rest) / 1e18
                Output.json([
                    "samples": Value(samples), "per_s": .double(Double(samples) / max(elapsed, 1e-9)),
                    "mb_per_s": .double(Double(bytes) / max(elapsed, 1e-9) / 1e6), "dropped": Value(dropped),
                ])
            }
        }
    }
}
