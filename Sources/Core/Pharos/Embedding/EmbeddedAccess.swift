// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosNode
import PharosWire

/// A program's way to an interface within its own process.
final class EmbeddedAccess: ResourceAccess {
    let host: EmbeddedHost
    let descriptions = NIOLockedValueBox<[ResourceReference: ResourceDescription]>([:])

    init(_ host: EmbeddedHost) { self.host = host }

    func read(_ reference: ResourceReference, timeout: TimeAmount) async throws(PharosError) -> Sample {
        try await host.read(reference, deadline: .now() + timeout)
    }

    func write(
        _ reference: ResourceReference, _ payload: Payload, timeout: TimeAmount
    ) async throws(PharosError) {
        try await host.write(reference, payload, deadline: .now() + timeout)
    }

    func call(
        _ reference: ResourceReference, _ payload: Payload, timeout: TimeAmount
    ) async throws(PharosError) -> Sample {
        try await host.call(reference, payload, deadline: .now() + timeout)
    }

    func describe(
        _ reference: ResourceReference, timeout: TimeAmount
    ) async throws(PharosError) -> ResourceDescription {
        try await host.describe(reference, deadline: .now() + timeout)
    }

    func list(_ pattern: String, timeout: TimeAmount) async throws(PharosError) -> [ResourceInfo] {
        await host.list(pattern.isEmpty ? nil : try NamePattern(pattern))
    }

    func configure(verb: String, arguments: Value, timeout: TimeAmount) async throws(PharosError) -> Value {
        try await host.configure(verb: verb, arguments: arguments)
    }

    func subscribe(_ subscription: ClientSubscription) async throws(PharosError) {
        let host = host
        host.onLoop {
            let origin = EmbeddedSampleStream(host, subscription)
            subscription.runs(on: origin)
            let running = host.subscription(
                subscription.reference, policy: subscription.policy, credit: subscription.credit
            ) { result in
                switch result {
                case .success(let sample): subscription.receive(sample)
                case .failure(let error): subscription.finish(error)
                }
            }
            // In its place before it begins: the first sample is paid for while it is delivered.
            origin.subscription.value = running
            running.begin(subscription.pollPeriod)
        }
    }

    func watch(_ feed: ResourceFeed) async throws(PharosError) {
        let host = host
        let pattern = feed.pattern.isEmpty ? nil : try NamePattern(feed.pattern)
        host.onLoop {
            let (resources, isComplete) = host.watch(feed, pattern) { feed.receive($0) }
            feed.begin(resources, isComplete: isComplete, on: EmbeddedChangeStream(host: host, feed: feed))
        }
    }

    func serve(_ offer: Offer) async throws(PharosError) {
        throw PharosError(
            .unsupported, "\(host.key.scheme) runs within this process, where nothing can be offered to it",
            resource: offer.path)
    }

    func withdraw(_ offer: Offer) async {}

    func shutDown() async { await host.shutDown() }
}

/// A subscription's place at an embedded host.
private final class EmbeddedSampleStream: SampleOrigin {
    private let host: EmbeddedHost
    private weak let reader: ClientSubscription?
    let subscription: NIOLoopBoundBox<EmbeddedSubscription?>

    init(_ host: EmbeddedHost, _ reader: ClientSubscription) {
        self.host = host
        self.reader = reader
        subscription = .makeBoxSendingValue(nil, eventLoop: host.eventLoop)
    }

    func grant(_ credit: Credit) { host.onLoop { self.subscription.value?.grant(credit) } }

    func confirm() { host.onLoop { self.reader?.confirmed() } }

    func detach() {
        host.onLoop {
            self.subscription.value?.cancel()
            self.subscription.value = nil
        }
    }
}

/// A resource list's place at an embedded host.
private struct EmbeddedChangeStream: ChangeOrigin {
    let host: EmbeddedHost
    let feed: ResourceFeed

    func detach() { host.onLoop { host.stopWatching(feed) } }
}
