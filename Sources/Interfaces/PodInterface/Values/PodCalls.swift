// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosNode
import Pods

/// Calls of a running pod with the deadline of the request.
enum PodCalls {
    /// How many values of a generator that is called, not watched, are taken.
    static let maximumValues = 100_000

    static func call(
        _ pod: Pod, _ name: String, _ arguments: PodArguments, _ deadline: NIODeadline
    ) async throws -> Value {
        let result = try await pod.call(name, arguments.places, keywords: arguments.keywords, options: options(deadline))
        // A table that is too large for a value is an error, not its description.
        return try result.table?.value() ?? Value(result)
    }

    /// All values of a generator.
    static func collect(
        _ pod: Pod, _ name: String, _ arguments: PodArguments, _ deadline: NIODeadline
    ) async throws -> [Value] {
        var values: [Value] = []
        let stream = pod.stream(name, arguments.places, keywords: arguments.keywords, options: options(deadline))
        for try await value in stream {
            guard values.count < maximumValues else {
                throw PharosError(
                    .unsupported, "the generator gives more than \(maximumValues) values; a call collects them all")
            }
            values.append(Value(value))
        }
        return values
    }

    /// The first value of a generator; the generator is ended then.
    static func first(_ pod: Pod, _ name: String, _ deadline: NIODeadline) async throws -> Value? {
        for try await value in pod.stream(name, options: options(deadline)) { return Value(value) }
        return nil
    }

    private static func options(_ deadline: NIODeadline) -> PodCallOptions {
        guard deadline < .now() + .hours(24 * 365) else { return PodCallOptions() }
        return PodCallOptions(deadline: .nanoseconds(max(1, (deadline - .now()).nanoseconds)))
    }
}
