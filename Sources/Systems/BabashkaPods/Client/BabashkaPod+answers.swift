// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import NIOCore
import PodProcess

/// What comes of requests.
extension BabashkaPod {
    func handle(_ event: PodSession.Event) {
        switch event {
        case .described(let description):
            self.description = description
            becomeReady()
        case .output(let text, let isError):
            configuration.output(.init(isError: isError, isMessage: true, text: text))
        case .ignored(let reason): configuration.ignored(reason)
        case .value(let number, let value): take(number, value)
        case .namespace(let number, let namespace):
            if let place = description?.namespaces.firstIndex(where: { $0.name == namespace.name }) {
                description?.namespaces[place] = namespace
                description?.namespaces[place].isDeferred = false
            }
            guard case .namespace(let continuation)? = forget(number)?.sink else { return }
            continuation.resume(returning: namespace)
        case .done(let number):
            switch forget(number)?.sink {
            case .value(let continuation)?: continuation.resume(returning: .nil)
            case .stream(let continuation)?: continuation.finish()
            case .namespace(let continuation)?:
                continuation.resume(
                    throwing: BabashkaPodError(
                        .protocolViolation, "expected what is in the namespace, found 'done' alone"))
            case .description?, nil: break
            }
        case .failed(let number, let error): fail(number, error)
        }
    }

    private func take(_ number: UInt64, _ value: ClojureValue) {
        guard let entry = pending[number] else { return }
        switch entry.sink {
        case .value(let continuation):
            forget(number)
            continuation.resume(returning: value)
        case .stream(let continuation):
            guard case .dropped = continuation.yield(value), case .invoke(_, _, .fails?) = entry.request else { return }
            session?.abandon(number)
            fail(number, BabashkaPodError(.overflow, "values came faster than they were read; the stream ends here"))
        case .description, .namespace: break
        }
    }

    /// A request is over: neither its deadline nor its answer matters any more.
    @discardableResult
    func forget(_ number: UInt64) -> Pending? {
        deadlines.remove(number)
        return pending.removeValue(forKey: number)
    }

    func succeed(_ number: UInt64, _ description: PodDescription) {
        guard case .description(let continuation)? = forget(number)?.sink else { return }
        continuation.resume(returning: description)
    }

    func fail(_ number: UInt64, _ error: any Error) {
        switch forget(number)?.sink {
        case .description(let continuation)?: continuation.resume(throwing: error)
        case .value(let continuation)?: continuation.resume(throwing: error)
        case .stream(let continuation)?: continuation.finish(throwing: error)
        case .namespace(let continuation)?: continuation.resume(throwing: error)
        case nil: break
        }
    }

    /// Its task was cancelled, or its stream given up. What the pod was asked stays asked: its place is free when it
    /// answers, or when its grace has passed.
    func cancel(_ number: UInt64) {
        guard let entry = pending[number] else { return }
        guard entry.isSent, session?.hasPlace(number) == true else {
            session?.abandon(number)
            return fail(number, CancellationError())
        }
        session?.abandon(number)
        fail(number, CancellationError())
        deadlines.set(number, .now() + TimeAmount(configuration.cancellationGrace))
    }

    /// A deadline has passed.
    func expire(_ number: UInt64) {
        let wasSent = pending[number]?.isSent ?? true
        fail(
            number,
            BabashkaPodError(
                .deadlineExceeded,
                wasSent ? "the pod did not answer in time" : "the pod did not come to the call in time",
                lastLines: process?.lastLines.map(\.text) ?? []))
        guard wasSent, let session, session.hasPlace(number) else { return }
        self.session?.abandon(number)
        // A place that is never free again: when it was the last one, only another process helps.
        guard self.session?.isStuck == true else { return }
        end(because: BabashkaPodError(.died, "the pod was ended, for it did not answer another call in time"))
    }
}
