// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import MockInterface
import NIOCore
import Pharos

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos bench evaluation`: names, models, expressions and polling, each in its own unit, as one JSON object.
struct BenchEvaluationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluation", abstract: "Names, models and expressions.",
        subcommands: [Names.self, Create.self, Read.self, Chain.self, Watch.self, Poll.self])

    /// Names validated a second.
    struct Names: AsyncParsableCommand {
        @Argument var names: [String]
        @Option var rounds = 200_000
        func run() async throws {
            let grammars = NameGrammars(defaultAuthorities: ["tango": "localhost:10000"])
            let names = names
            var valid = 0
            let elapsed = ContinuousClock().measure {
                for round in 0..<rounds where grammars.isValid(names[round % names.count]) { valid += 1 }
            }
            Output.json(["per_s": .double(Double(rounds) / elapsed.inSeconds), "valid": Value(valid)])
        }
    }

    /// Attributes made.
    struct Create: AsyncParsableCommand {
        @Argument var count: Int
        func run() async throws {
            let count = count
            try await withPharos { pharos in
                var kept: [Attribute] = []
                let start = ContinuousClock.now
                for index in 0..<count { kept.append(try pharos.attribute("eval:\(index)+2")) }
                Output.json(["ms": .double((ContinuousClock.now - start).inSeconds * 1e3), "made": Value(kept.count)])
            }
        }
    }

    /// Uncached reads a second.
    struct Read: AsyncParsableCommand {
        @Argument var name: String
        @Option var count = 200_000
        func run() async throws {
            let count = count
            try await withPharos { pharos in
                for _ in 0..<1000 { _ = try await pharos.read(name) }
                let start = ContinuousClock.now
                for _ in 0..<count { _ = try await pharos.read(name) }
                Output.json(["per_s": .double(Double(count) / (ContinuousClock.now - start).inSeconds)])
            }
        }
    }

    /// A mock's change, through a chain of expressions, to a listener.
    struct Chain: AsyncParsableCommand {
        @Argument var hops: Int
        @Option var count = 5000
        func run() async throws {
            let (hops, count) = (hops, count)
            var configuration = PharosConfiguration()
            configuration.embedded = [MockInterface.self]
            try await withPharos(configuration) { pharos in
                let mock = pharos.mock()
                try await mock.add("/a", value: 0)
                var name = "mock:/a"
                for _ in 0..<hops { name = "eval:{\(name)}+1" }
                var iterator = pharos.watch(name, policy: .all(limit: 100)).makeAsyncIterator()
                _ = try await iterator.next()
                var times: [Double] = []
                for index in 1...count {
                    let start = ContinuousClock.now
                    try await mock.set("/a", .int(Int64(index)))
                    guard try await iterator.next()?.value().int == index + hops else {
                        throw PharosError(.systemFailed, "an event was lost")
                    }
                    times.append((ContinuousClock.now - start).inSeconds * 1e6)
                }
                times.sort()
                Output.json(["median_us": .double(times[times.count / 2])])
            }
        }
    }

    /// How long samples take to come one by one: the time from each to the next request is not counted.
    struct Watch: AsyncParsableCommand {
        @Argument var name: String
        @Option var seconds = 3.0
        func run() async throws {
            let seconds = seconds
            try await withPharos { pharos in
                var ages: [Double] = []
                var first: ContinuousClock.Instant?
                for try await sample in pharos.watch(name, policy: .all(limit: 10_000)) {
                    let now = ContinuousClock.now
                    ages.append(Double(Timestamp.now.nanoseconds - sample.timestamp.nanoseconds) / 1e3)
                    if first == nil { first = now }
                    if let first, now - first > .seconds(seconds) { break }
                }
                ages.sort()
                Output.json([
                    "median_age_us": .double(ages[ages.count / 2]), "per_s": .double(Double(ages.count) / seconds),
                ])
            }
        }
    }

    /// Many attributes of a system without events, polled once a second; what it costs of one core.
    struct Poll: AsyncParsableCommand {
        @Argument var count: Int
        @Option var seconds = 5.0
        func run() async throws {
            let (count, seconds) = (count, seconds)
            try await withPharos { pharos in
                let samples = try await withThrowingTaskGroup(of: Int.self) { group in
                    for index in 0..<count {
                        group.addTask {
                            var seen = 0
                            for try await _ in pharos.watch("eval:rand()+\(index)", pollPeriod: .seconds(1)) { seen += 1 }
                            return seen
                        }
                    }
                    // The attributes are made and read for the first time; what follows is the steady state.
                    try await Task.sleep(for: .seconds(3))
                    let before = processorSeconds()
                    try await Task.sleep(for: .seconds(seconds))
                    let used = processorSeconds() - before
                    group.cancelAll()
                    var all = 0
                    for try await seen in group { all += seen }
                    return (all, used)
                }
                Output.json([
                    "samples": Value(samples.0), "core_share": .double(samples.1 / seconds),
                ])
            }
        }
    }
}

/// The processor time that this process has used.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

extension Duration {
    /// The same span as a number of seconds.
    fileprivate var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
