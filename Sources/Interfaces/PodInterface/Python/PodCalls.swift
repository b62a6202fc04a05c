// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosNode
import Pods

/// Calls of a running pod with the deadline of the request.
struct PodCalls {
    /// How many values of a generator that is called, not watched, are taken.
    static let maximumValues = 100_000

    let deadline: NIODeadline
    /// Whether each call has a process of its own.
    let isFresh: Bool
    /// How long a call may take at most, whatever its request says.
    let limit: Duration?

    func call(_ pod: Pod, _ name: String, _ arguments: PodArguments) async throws -> Value {
        let result = try await pod.call(name, arguments.places, keywords: arguments.keywords, options: options)
        // A table that is too large for a value is an error, not its description.
        return try result.table?.value() ?? Value(result)
    }

    /// All values of a generator.
    func collect(_ pod: Pod, _ name: String, _ arguments: PodArguments) async throws -> [Value] {
        var values: [Value] = []
        let stream = pod.stream(name, arguments.places, keywords: arguments.keywords, options: options)
        for try await value in stream {
            guard values.count < PodCalls.maximumValues else { throw PharosError.tooManyValues }
            values.append(Value(value))
        }
        return values
    }

    /// The first value of a generator; the generator is ended then.
    func first(_ pod: Pod, _ name: String) async throws -> Value? {
        for try await value in pod.stream(name, options: options) { return Value(value) }
        return nil
    }

    private var options: PodCallOptions {
        PodCallOptions(deadline: deadline.left(atMost: limit), isFresh: isFresh)
    }
}

extension NIODeadline {
    /// How long is left until it passes, or the limit where that is less; `nil` when it is years away and there is no limit.
    func left(atMost limit: Duration?) -> Duration? {
        guard self < .now() + .hours(24 * 365) else { return limit }
        let left = Duration.nanoseconds(max(1, (self - .now()).nanoseconds))
        return limit.map { min($0, left) } ?? left
    }
}
