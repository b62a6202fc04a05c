// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import PharosConformance
import PodInterface

/// The scheme `pod` with pods of its own, whose files are the hooks.
struct PodFixture: ConformanceFixture {
    typealias Subject = PodInterface

    /// The folder above `pods`.
    let project: String
    let missing = "nowhere/missing"
    let resources: [ConformanceResource] = [
        .readOnly("kit/ticks"),
        .command("kit/add", request: [1, 2], reply: 3),
        .command("kit/named", request: ["x": 3, "y": "a"], reply: ["a", 3]),
    ]

    var environment: [String: String] { ["PHAROS_PODS": "\(project)/pods"] }

    private static let kit = """
        import time
        def add(x, y): return x + y
        def named(*, x, y): return (y, x)
        def ticks():
            number = 0
            while True:
                yield number
                number += 1
                time.sleep(0.02)
        """

    func prepare(_ system: ConformanceSystem) async throws {
        try write(PodFixture.kit, "kit")
        try write("import time\ndef never():\n    time.sleep(60)\n    yield 1\n", "slow")
    }

    func appear(_ system: ConformanceSystem) async throws -> String {
        try write("import time\ndef beat():\n    while True:\n        yield time.time()\n        time.sleep(0.05)\n", "extra")
        return "extra/beat"
    }

    func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        try FileManager.default.removeItem(atPath: "\(project)/pods/extra")
    }

    // It ticks by itself.
    func stir(_ path: String, _ system: ConformanceSystem) async throws {}

    func stall(_ system: ConformanceSystem) async throws -> String { "slow/never" }

    private func write(_ text: String, _ pod: String) throws {
        try FileManager.default.createDirectory(atPath: "\(project)/pods/\(pod)", withIntermediateDirectories: true)
        try text.write(toFile: "\(project)/pods/\(pod)/pod.py", atomically: true, encoding: .utf8)
    }
}

/// `pod-conformance PROJECT [pharos]`: within this process, or in a node of that `pharos`.
@main
struct PodConformance {
    static func main() async { await Conformance.runProgram("PROJECT") { PodFixture(project: $0) } }
}
