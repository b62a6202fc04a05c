// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel

/// A read of a resource that only pushes: waits for one sample, until its deadline. Confined to the event loop.
final class PendingRead: SourceListener {
    private let reference: ResourceReference
    private let finish: (Result<QueuedSample, PharosError>) -> Void
    private var isDone = false
    private var timer: Scheduled<Void>?
    private let source: Source

    init(
        _ reference: ResourceReference, source: Source, finish: @escaping (Result<QueuedSample, PharosError>) -> Void
    ) {
        self.reference = reference
        self.source = source
        self.finish = finish
    }

    func start(eventLoop: any EventLoop, deadline: NIODeadline) {
        // A sample that came while others watched is what a reader wants to see: the value now.
        if let latest = source.latest { return complete(.success(latest.sample)) }
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            self.complete(
                .failure(
                    PharosError(
                        .noValue,
                        "the resource exists, but no value came before the deadline; wait longer (--timeout), or see "
                            + "whether anybody publishes it (pharos describe)",
                        resource: self.reference.path)))
        }
        source.add(self)
    }

    func cancel() { complete(.failure(PharosError(.cancelled, "the read was cancelled", resource: reference.path))) }

    func source(_ source: Source, delivered sample: QueuedSample) { complete(.success(sample)) }

    func source(_ source: Source, failed error: PharosError) { complete(.failure(error)) }

    private func complete(_ result: Result<QueuedSample, PharosError>) {
        guard !isDone else { return }
        isDone = true
        timer?.cancel()
        source.remove(self)
        finish(result)
    }
}
