// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosWire

/// `pharos watch`.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Print the values of a resource as they come.",
        discussion: """
            pharos watch ros:/chatter --count 3
            pharos watch ros:/scan --rate 2 --json       no more than two a second, the newest each time
            pharos watch ros:/events --all 1000          every one, up to 1000 waiting; losses are told
            """)

    @Argument(help: "The resource.")
    var name: String

    @Option(name: [.short, .long], help: "End after this many values.")
    var count: Int?

    @Option(name: .long, help: "Print at most this many values a second, the newest each time.")
    var rate: Double?

    @Option(name: .long, help: "Print every value in order; this many may wait. Default: only the newest waits.")
    var all: Int?

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count takes a number above 0") }
        if let rate, !(rate > 0) { throw ValidationError("--rate takes a number above 0") }
        if let all, all < 1 { throw ValidationError("--all takes a number above 0") }
        if all != nil, rate != nil { throw ValidationError("--all and --rate exclude each other") }
    }

    func run() async throws {
        let policy: QueuePolicy = all.map { .all(limit: $0) } ?? (rate == nil ? .dropOldest(limit: 1000) : .latest)
        try await withPharos(options.configuration) { pharos in
            var printed = 0
            for try await sample in pharos.watch(name, policy: policy) {
                try show(sample)
                printed += 1
                if printed == count { return }
                if let rate { try await Task.sleep(for: .seconds(1 / rate)) }
            }
        }
    }

    private func show(_ sample: Sample) throws {
        if let gap = sample.gap {
            if gap.dropped > 0 { StandardError.print("pharos: \(gap.dropped) values were dropped here") }
            if let reason = gap.interruption { StandardError.print("pharos: interrupted: \(reason.message)") }
        }
        if options.json {
            // The value's own JSON, so that nothing is decoded twice.
            Output.line(
                "{\"timestamp\":\(sample.timestamp),\"sequence\":\(sample.sequence),\"quality\":\"\(sample.quality)\","
                    + "\"value\":\(try sample.json())}")
        } else {
            Output.line(try sample.json())
        }
    }
}
