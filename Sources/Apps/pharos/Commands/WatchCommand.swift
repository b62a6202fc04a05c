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
            pharos watch mock:/length --poll 0.1         a system without events is asked every 0.1 s
            pharos watch mock:/length --events           errors and changes of its unit or limits too
            """)

    @Argument(help: "The resource.")
    var name: String

    @Option(name: [.short, .long], help: "End after this many values.")
    var count: Int?

    @Option(name: .long, help: "Print at most this many values a second, the newest each time.")
    var rate: Double?

    @Option(name: .long, help: "Print every value in order; this many may wait. Default: only the newest waits.")
    var all: Int?

    @Option(name: .long, help: "Ask a system without events this often, in seconds. Default: once a second.")
    var poll: Double?

    @Flag(name: .long, help: "Print every event: changes, periodic values, errors, changes of the configuration.")
    var events = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count takes a number above 0") }
        if let rate, !(rate > 0) { throw ValidationError("--rate takes a number above 0") }
        if let all, all < 1 { throw ValidationError("--all takes a number above 0") }
        if let poll, !(poll > 0 && poll < 1e6) { throw ValidationError("--poll takes a number of seconds above 0") }
        if all != nil, rate != nil { throw ValidationError("--all and --rate exclude each other") }
    }

    func run() async throws {
        let policy: QueuePolicy = all.map { .all(limit: $0) } ?? (rate == nil ? .dropOldest(limit: 1000) : .latest)
        try await withPharos(options.configuration) { pharos in
            pharos.noticeOldSpelling(of: name)
            var printed = 0
            let period = poll.map { Duration.milliseconds(max(1, Int64($0 * 1000))) }
            if events { return try await follow(try pharos.attribute(name), every: period) }
            do {
                for try await sample in pharos.watch(name, policy: policy, pollPeriod: period) {
                    try show(sample)
                    printed += 1
                    if printed == count { return }
                    if let rate { try await Task.sleep(for: .seconds(1 / rate)) }
                }
            } catch let error as PharosError where error.code == .ended {
                // A pod's generator returned: nothing has failed.
            }
        }
    }

    private func show(_ sample: Sample) throws {
        if let gap = sample.gap {
            if gap.dropped > 0 { StandardError.print("pharos: \(gap.dropped) values were dropped here") }
            if let reason = gap.interruption { StandardError.print("pharos: interrupted: \(reason.message)") }
        }
        if options.json {
            Output.line(try sample.fullJSON())
        } else if let failure = sample.failure {
            StandardError.print("pharos: \(failure)")
        } else {
            Output.line(try sample.unit.map { try sample.text(with: $0) } ?? sample.json())
        }
    }

    private func follow(_ attribute: Attribute, every period: Duration?) async throws {
        var printed = 0
        for try await event in attribute.events(every: period) {
            switch event {
            case .change(let reading): try show("change", reading.sample)
            case .periodic(let reading): try show("periodic", reading.sample)
            case .error(let error):
                let told: Value = ["code": .string(error.code.description), "message": .string(error.message)]
                if options.json { Output.json(["event": "error", "error": told]) } else { Output.line("error \(error)") }
            case .configuration(let description):
                if options.json {
                    Output.json([
                        "event": "configuration", "configuration": description.configuration.value,
                        "resource": description.info.json,
                    ])
                } else {
                    Output.line("configuration \(JSONWriter().text(description.configuration.value))\(who(description.info))")
                }
            }
            printed += 1
            if printed == count { return }
        }
    }

    /// Who offers it and who listens, in words.
    private func who(_ info: ResourceInfo) -> String {
        let publishers = info.publishers.isEmpty ? "" : "; from \(info.publishers.joined(separator: ", "))"
        return info.subscribers.isEmpty ? publishers : "\(publishers); to \(info.subscribers.joined(separator: ", "))"
    }

    private func show(_ event: String, _ sample: Sample) throws {
        if options.json {
            Output.line("{\"event\":\"\(event)\",\(try sample.fullJSON().dropFirst())")
        } else {
            let quality = sample.quality == .valid ? "" : " (\(sample.quality))"
            Output.line("\(event) \(try sample.unit.map { try sample.text(with: $0) } ?? sample.json())\(quality)")
        }
    }
}
