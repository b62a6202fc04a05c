// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pharos

/// What a watch has seen so far.
final class Seen: Sendable {
    private let state = NIOLockedValueBox<(samples: [Sample], end: (any Error)?, isOver: Bool)>(([], nil, false))

    var samples: [Sample] { state.withLockedValue { $0.samples } }
    var last: Sample? { state.withLockedValue { $0.samples.last } }
    /// Whether the sequence has ended, and with what.
    var end: (isOver: Bool, error: PharosError?) {
        state.withLockedValue { ($0.isOver, $0.end.map { PharosError.wrap($0) }) }
    }

    func add(_ sample: Sample) { state.withLockedValue { $0.samples.append(sample) } }
    func finish(_ error: (any Error)?) {
        state.withLockedValue {
            $0.end = error
            $0.isOver = true
        }
    }
}

/// Watches a resource while `body` runs, from its first sample on when `waits`.
func withWatch(
    _ run: CheckContext, _ name: String, policy: QueuePolicy = .latest, pollPeriod: Duration = .milliseconds(20),
    waits: Bool = true, _ body: (Seen) async throws -> Void
) async throws {
    let seen = Seen()
    let task = Task {
        do {
            for try await sample in run.pharos.watch(name, policy: policy, pollPeriod: pollPeriod) { seen.add(sample) }
            seen.finish(nil)
        } catch {
            seen.finish(error)
        }
    }
    defer { task.cancel() }
    if waits {
        try await Limited.wait(.seconds(5), "the first value of \(name)") {
            if let error = seen.end.error { throw Mismatch(expected: "a value of \(name)", came: "\(error)") }
            return !seen.samples.isEmpty
        }
    }
    try await body(seen)
    task.cancel()
    await task.value
}
