// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import MockInterface
import Pharos
import PharosNode

/// A client whose mock and counted systems run within the test.
func withEmbedded<Result: Sendable>(
    resources: [String: String] = [:], _ body: @Sendable (Pharos) async throws -> Result
) async throws -> Result {
    var configuration = PharosConfiguration()
    configuration.embedded = [MockInterface.self, CountedInterface.self]
    configuration.resources = resources
    configuration.startsNodes = false
    return try await withPharos(configuration, body)
}

/// The code that `body` fails with.
func code(_ body: () async throws -> Void) async -> PharosError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? PharosError)?.code
    }
}
