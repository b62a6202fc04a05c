// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosEvaluation
import PharosModel
import PharosNode
import PharosWire

/// What expressions refer to, read and watched by the program's own client.
struct References: ReferenceReader {
    /// The client holds the interfaces that hold this.
    private struct Client: Sendable { weak let pharos: Pharos? }
    private let client: Client

    init(_ pharos: Pharos) { client = Client(pharos: pharos) }

    private var pharos: Pharos {
        get throws(PharosError) {
            guard let pharos = client.pharos else {
                throw PharosError(.shutDown, "the client library is shutting down")
            }
            return pharos
        }
    }

    func read(reference name: String, deadline: NIODeadline) async throws(PharosError) -> Sample {
        let pharos = try pharos
        let target = try pharos.target(name)
        let left = max(deadline - .now(), .milliseconds(1))
        do {
            let sample = try await target.access.read(target.reference, timeout: left)
            guard target.selector != nil else { return sample }
            return try await pharos.selected(sample, target, timeout: left)
        } catch {
            throw error.about(name)
        }
    }

    func watch(
        reference name: String, on eventLoop: any EventLoop,
        deliver: @escaping @Sendable (Result<Sample, PharosError>) -> Void
    ) async throws(PharosError) -> any InterfaceSubscription {
        let pharos = try pharos
        let target = try pharos.target(name)
        let selection = try await pharos.selection(target)
        let subscription = ClientSubscription(target.reference, policy: .latest) { result in
            let result = result.mapError { $0.about(name) }.flatMap { sample in selection.apply(sample) }
            if eventLoop.inEventLoop { deliver(result) } else { eventLoop.execute { deliver(result) } }
        }
        do {
            try await target.access.subscribe(subscription)
        } catch {
            throw error.about(name)
        }
        return Running(subscription: subscription)
    }

    private struct Running: InterfaceSubscription {
        let subscription: ClientSubscription
        func cancel() async { subscription.cancel() }
    }
}
