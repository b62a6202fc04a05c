// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire

/// The same connection for callers in tasks.
extension NodeConnection {
    /// Runs `body` on the loop, at once when already there.
    func onLoop(_ body: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { body() } else { eventLoop.execute(body) }
    }

    /// Sends what `make` makes and waits for the answer; when the caller's task is cancelled, the node is told.
    ///
    /// - Parameters:
    ///   - timeout: after which the node gives up, and shortly after it we.
    ///   - make: the frame for a request's number.
    ///   - convert: called on the loop with the answer, so that what it attaches is there before the next frame.
    func perform<T: Sendable>(
        timeout: TimeAmount, _ make: @escaping @Sendable (UInt32) throws(PharosError) -> ByteBuffer,
        convert: @escaping @Sendable (NodeConnection, Frame) throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        let progress = NIOLoopBoundBox<Progress>.makeBoxSendingValue(.waiting, eventLoop: eventLoop)
        let result: Result<T, PharosError> = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<T, PharosError>, Never>) in
                onLoop {
                    if case .cancelled = progress.value {
                        return continuation.resume(returning: .failure(NodeConnection.cancelled))
                    }
                    progress.value = .sent(self.send(timeout: timeout, make) { result in
                        switch result {
                        case .success(let frame):
                            do throws(PharosError) {
                                continuation.resume(returning: .success(try convert(self, frame)))
                            } catch {
                                continuation.resume(returning: .failure(error))
                            }
                        case .failure(let error):
                            continuation.resume(returning: .failure(error))
                        }
                    })
                }
            }
        } onCancel: {
            self.eventLoop.execute {
                if case .sent(let number?) = progress.value { self.abandon(number, NodeConnection.cancelled) }
                progress.value = .cancelled
            }
        }
        return try result.get()
    }

    /// How far an operation has come; its task may be cancelled at any moment, also before the loop's turn.
    private enum Progress {
        case waiting
        case sent(UInt32?)
        case cancelled
    }

    private static var cancelled: PharosError { PharosError(.cancelled, "the task was cancelled") }

    /// Sends a control request and waits for its reply.
    func request(
        _ request: Pharos_V1_Request, timeout: TimeAmount
    ) async throws(PharosError) -> Pharos_V1_Reply {
        try await perform(timeout: timeout) { number throws(PharosError) in
            try Frame(.request, stream: number, message: request).serialized()
        } convert: { (_, frame) throws(PharosError) in
            try frame.message(Pharos_V1_Reply.self)
        }
    }
}

extension TimeAmount {
    /// The same span, at most some 290 years.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = overflow ? .nanoseconds(.max / 4) : .nanoseconds(min(whole, .max / 4) + attoseconds / 1_000_000_000)
    }
}
