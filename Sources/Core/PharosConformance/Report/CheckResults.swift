// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

/// The checks that have ended.
final class CheckResults: Sendable {
    private let checks = NIOLockedValueBox<[ConformanceCheck]>([])
    private let progress: @Sendable (ConformanceCheck) -> Void

    init(progress: @escaping @Sendable (ConformanceCheck) -> Void) { self.progress = progress }

    var all: [ConformanceCheck] { checks.withLockedValue { $0 } }

    func add(_ check: ConformanceCheck) {
        checks.withLockedValue { $0.append(check) }
        progress(check)
    }
}

/// What was expected and what came.
struct Mismatch: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    init(expected: String, came: String) { description = "\(expected) is expected; \(came) came" }
}

/// Fails with what was expected and what came unless `condition` holds.
func expect(
    _ condition: Bool, _ expected: @autoclosure () -> String, _ came: @autoclosure () -> String
) throws {
    if !condition { throw Mismatch(expected: expected(), came: came()) }
}
