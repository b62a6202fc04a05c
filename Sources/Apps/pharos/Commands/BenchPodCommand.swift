// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import Pods

/// `pharos bench pod`: a Python pod beside the peers of Benchmarks/Topics/pods.py.
struct BenchPodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pod")

    /// What can be measured.
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case call, concurrent, bytes, list, scale, handover, start
    }

    @Argument var subject: Subject
    @Argument(help: "The folder that holds pods/.") var root: String
    @Argument(help: "The pod's name.") var name: String
    @Option var interpreter = "/usr/bin/python3"
    @Option var count = 5000
    @Option(help: "Bytes, or elements of the list.") var size = 1 << 20

    func run() async throws {
        let measurement = PodMeasurement(
            configuration: Pod.Configuration(interpreter: interpreter, root: root, name: name), count: count)
        var times =
            switch subject {
            case .call: try await measurement.calls()
            case .concurrent: try await measurement.concurrentCalls()
            case .bytes: try await measurement.bytes(size)
            case .list: try await measurement.list(size)
            case .scale: try await measurement.scaledArray(size)
            case .handover: try await measurement.handedOver(size)
            case .start: try await measurement.starts()
            }
        times.sort()
        guard let least = times.first else { return }
        Output.json([
            "median_us": .double(times[times.count / 2]), "p99_us": .double(times[times.count * 99 / 100]),
            "min_us": .double(least), "count": Value(times.count),
        ])
    }
}
