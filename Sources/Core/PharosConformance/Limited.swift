// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosNode

/// Waiting with an end, for work that may not heed that it is cancelled.
enum Limited {
    /// Does `work`, for as long as `limit`; then it is cancelled and no longer waited for.
    static func run<T: Sendable>(
        _ limit: Duration, _ what: String, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await limited(limit, late: Mismatch("\(what) did not end within \(limit)"), work)
    }

    /// Asks again and again until `condition` gives something.
    static func poll<T: Sendable>(
        _ limit: Duration, _ what: @autoclosure () -> String, _ condition: () async throws -> T?
    ) async throws -> T {
        let deadline = ContinuousClock.now + limit
        while true {
            if let value = try await condition() { return value }
            guard ContinuousClock.now < deadline else { throw Mismatch("waited \(limit) in vain for \(what())") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Like ``poll(_:_:_:)`` for what either is or is not.
    static func wait(
        _ limit: Duration, _ what: @autoclosure () -> String, until condition: () async throws -> Bool
    ) async throws {
        _ = try await poll(limit, what()) { try await condition() ? true : nil }
    }
}
