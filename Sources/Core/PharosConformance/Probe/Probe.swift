// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pharos
import PharosNode

/// The interface under test, with somebody who counts between it and the runtime.
final class Probe<Subject: Interface>: Interface {
    static var scheme: String { Subject.scheme }
    static var manifest: InterfaceManifest { Subject.manifest }

    private let subject: Subject
    private let log: ProbeLog

    init(context: InterfaceContext) throws {
        guard let log = ProbeLog.find(context.environment) else {
            throw PharosError(.environment, "a probe without a log")
        }
        self.log = log
        subject = try Subject(context: context)
        log.made(subject)
    }

    func run() async throws {
        log.runs(true)
        defer { log.runs(false) }
        try await subject.run()
    }

    func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        try await counted { try await subject.describe(reference, deadline: deadline) }
    }

    func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        log.isRead(reference.path)
        return try await counted { try await subject.read(reference, deadline: deadline) }
    }

    func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        try await counted { try await subject.write(reference, payload, deadline: deadline) }
    }

    func call(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws -> Payload {
        try await counted { try await subject.call(reference, payload, deadline: deadline) }
    }

    func subscribe(_ reference: ResourceReference, sink: SampleSink) async throws -> any InterfaceSubscription {
        let subscription = try await subject.subscribe(reference, sink: sink)
        log.isSubscribed(reference.path)
        return Subscription(subscription: subscription, log: log)
    }

    private struct Subscription: InterfaceSubscription {
        let subscription: any InterfaceSubscription
        let log: ProbeLog

        func cancel() async {
            await subscription.cancel()
            log.isUnsubscribed()
        }
    }

    func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource {
        try await subject.serve(offer, handler: handler)
    }

    func configure(verb: String, arguments: Value) async throws -> Value {
        try await subject.configure(verb: verb, arguments: arguments)
    }

    func shutdown() async {
        await subject.shutdown()
        log.isShutDown()
    }

    private func counted<T>(_ work: () async throws -> T) async throws -> T {
        log.began()
        defer { log.ended() }
        return try await work()
    }
}
