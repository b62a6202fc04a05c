// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is seen of an interface in a process of its own.
enum NodeChecks {
    static func perform<Fixture: ConformanceFixture>(_ run: ConformanceRun<Fixture>, _ context: CheckContext) async {
        await run.perform("node: says how it stands with its system") {
            let node = try await node(context)
            try expect(!node.state.isEmpty && node.state != "starting", "a state in words", "'\(node.state)'")
            return node.state
        }
        await run.perform("node: no descriptor is left behind") {
            let process = "\(try await node(context).process)"
            try await use(context)
            try await Task.sleep(for: .milliseconds(2500))
            let before = Descriptors.count(process)
            for _ in 0..<20 { try await use(context) }
            // A subscription outlives its last watcher by two seconds.
            var after = 0
            for _ in 0..<100 {
                after = Descriptors.count(process)
                if after <= before + 2 { return "\(after) open" }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw Mismatch(expected: "\(before) open descriptors as before", came: "\(after) after 20 rounds")
        }
        await run.perform("node: ends in order, and comes back") {
            let process = try await node(context).process
            let started = ContinuousClock.now
            try await context.pharos.stopNode(context.system.root)
            let took = ContinuousClock.now - started
            try expect(kill(pid_t(process), 0) != 0 || isZombie(process), "the process gone within 5 s", "still there")
            _ = try await context.list()
            let other = try await node(context).process
            try expect(other != process, "another process", "the same")
            return "\(took)"
        }
    }

    private static func node(_ context: CheckContext) async throws -> NodeInfo {
        let nodes = try await context.pharos.nodes().filter {
            $0.scheme == context.system.scheme && $0.authority == context.system.authority
        }
        guard let node = nodes.first else { throw Mismatch("the node \(context.system.root) is not running") }
        return node
    }

    private static func use(_ context: CheckContext) async throws {
        for resource in context.readable {
            _ = try await context.pharos.read(context.name(resource))
            try await withWatch(context, context.name(resource)) { _ in }
        }
    }

    private static func isZombie(_ process: UInt32) -> Bool {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return true }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, Int32(line.count), file) != nil else { return true }
        let text = line.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return text.split(separator: ")").last?.dropFirst().first == "Z"
    }
}
