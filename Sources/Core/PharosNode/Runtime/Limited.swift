// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

/// Does `work`, for as long as `limit`; then it is cancelled and no longer waited for, also when it does not heed that.
///
/// A task group would wait for it: code that is somebody else's may never look whether it is cancelled.
/// - Throws: what `work` throws, `late` when it took longer, `CancellationError` when the caller's task is cancelled.
package func limited<T: Sendable>(
    _ limit: Duration, late: @escaping @autoclosure @Sendable () -> any Error,
    _ work: @escaping @Sendable () async throws -> T
) async throws -> T {
    let result = NIOLockedValueBox<Result<T, any Error>?>(nil)
    let (ends, end) = AsyncStream<Never>.makeStream()
    let finish: @Sendable (Result<T, any Error>) -> Void = { new in
        result.withLockedValue { if $0 == nil { $0 = new } }
        end.finish()
    }
    let working = Task {
        do { finish(.success(try await work())) } catch { finish(.failure(error)) }
    }
    let waiting = Task {
        guard (try? await Task.sleep(for: limit)) != nil else { return }
        finish(.failure(late()))
    }
    await withTaskCancellationHandler {
        for await _ in ends {}
    } onCancel: {
        finish(.failure(CancellationError()))
    }
    working.cancel()
    waiting.cancel()
    guard let known = result.withLockedValue({ $0 }) else { throw CancellationError() }
    return try known.get()
}

/// Does `work`, for as long as `limit`; then it is cancelled and no longer waited for.
func bounded(_ limit: Duration, _ work: @escaping @Sendable () async -> Void) async {
    try? await limited(limit, late: CancellationError()) { await work() }
}
