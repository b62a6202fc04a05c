// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Deadlines and cancellation: what is given up is given up everywhere.
enum DeadlineChecks {
    static let all = [
        Check("deadlines: a late read ends in time") { run in
            try await stalled(run) { path in
                let started = ContinuousClock.now
                try await run.refused("a read", with: [.deadlineExceeded, .noValue], about: path) {
                    try await run.pharos.read(run.name(path), timeout: .milliseconds(200))
                }
                let took = ContinuousClock.now - started
                try expect(took < .seconds(2), "an end after 0.2 s", "one after \(took)")
                try await settled(run)
                return "\(took)"
            }
        },
        Check("deadlines: a cancelled read ends at once") { run in
            try await stalled(run) { path in
                let task = Task { try await run.pharos.read(run.name(path), timeout: .seconds(20)) }
                try await Task.sleep(for: .milliseconds(100))
                let started = ContinuousClock.now
                task.cancel()
                let error = try await run.failure(of: "the read") {
                    try await Limited.run(.seconds(5), "a cancelled read") { try await task.value }
                }
                try expect(error.code == .cancelled, "the error cancelled", "\(error)")
                try await settled(run)
                return "\(ContinuousClock.now - started)"
            }
        },
        Check("deadlines: late reads free their places") { run in
            try await stalled(run) { path in
                // More than a node lets one client have at a time.
                for _ in 0..<2 {
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<200 {
                            group.addTask { _ = try? await run.pharos.read(run.name(path), timeout: .milliseconds(100)) }
                        }
                    }
                }
                try await settled(run)
                return "400 reads"
            }
        },
        Check("deadlines: others are served meanwhile") { run in
            try await stalled(run) { path in
                guard let other = run.readable.first(where: { $0.path != path }) else {
                    throw ConformanceNotExercised("the fixture has only one resource")
                }
                let late = Task { try await run.pharos.read(run.name(path), timeout: .seconds(5)) }
                defer { late.cancel() }
                try await Task.sleep(for: .milliseconds(50))
                let started = ContinuousClock.now
                _ = try await run.pharos.read(run.name(other), timeout: .seconds(4))
                return "\(ContinuousClock.now - started)"
            }
        },
        Check("cancellation: reads that are cancelled at once") { run in
            let name = run.name(try run.first(run.readable, "resource that can be read"))
            for _ in 0..<200 {
                let task = Task { try await run.pharos.read(name, timeout: .seconds(10)) }
                task.cancel()
                _ = try? await Limited.run(.seconds(10), "a cancelled read") { try await task.value }
            }
            try await settled(run)
            try await run.works()
            return "200 reads"
        },
    ]

    private static func stalled(
        _ run: CheckContext, _ body: (String) async throws -> String
    ) async throws -> String {
        let path = try await run.fixture.stall(run.system)
        do {
            let text = try await body(path)
            try await run.fixture.unstall(path, run.system)
            try await run.works()
            return text
        } catch {
            try? await run.fixture.unstall(path, run.system)
            throw error
        }
    }

    /// Nothing of what was given up goes on within the interface.
    private static func settled(_ run: CheckContext) async throws {
        guard let probe = run.probe else { return }
        try await Limited.wait(
            .seconds(3), "operations that were given up to end; \(probe.inFlight) go on: cancellation is not heeded"
        ) { probe.inFlight == 0 }
    }
}
