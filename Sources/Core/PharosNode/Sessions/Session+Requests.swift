// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import NIOCore
import PharosModel
import PharosWire

/// Control requests, the ones in protobuf.
extension Session {
    func request(_ frame: Frame) throws(PharosError) {
        let request = try frame.message(Pharos_V1_Request.self)
        let stream = frame.stream
        guard let kind = request.kind else {
            return fail(
                stream: stream,
                PharosError(.unsupported, "this node does not know the request; it may be older than the client"))
        }
        do throws(PharosError) {
            switch kind {
            case .list(let list): try listResources(list, stream)
            case .watchResources(let watch): try watchResources(watch, stream)
            case .stopWatching(let stop):
                if let watch = watches.removeValue(forKey: stop.stream) { core.resources.stopListening(watch) }
                reply(stream: stream, .done(Pharos_V1_Done()))
            case .describe(let describe): self.describe(describe, stream)
            case .subscribe(let subscribe): try self.subscribe(subscribe, stream)
            case .unsubscribe(let unsubscribe):
                if let subscription = subscriptions.removeValue(forKey: unsubscribe.stream) {
                    droppedBefore += subscription.queue.droppedInAll
                    subscription.source.remove(subscription)
                }
                reply(stream: stream, .done(Pharos_V1_Done()))
            case .expose(let expose):
                if !expose.onlyAsk { core.expose(try expose.exposure.model()) }
                reply(stream: stream, .exposure(Pharos_V1_Exposure(core.resources.exposure)))
            case .status: reply(stream: stream, .status(core.status()))
            case .configure(let configure): self.configure(configure, stream)
            case .stop(let stop):
                reply(stream: stream, .done(Pharos_V1_Done()))
                if stop.keep { core.isKept = true } else { core.stop(reason: "\(clientName) asked for it") }
            case .serve(let offer): self.serve(offer, stream)
            case .withdraw(let withdraw):
                served.removeValue(forKey: withdraw.stream)?.withdraw()
                reply(stream: stream, .done(Pharos_V1_Done()))
            case .logs:
                throw PharosError(.unsupported, "logs are read from the node's log file")
            }
        } catch {
            fail(stream: stream, error)
        }
    }

    private func pattern(_ text: String) throws(PharosError) -> NamePattern? {
        text.isEmpty ? nil : try NamePattern(text)
    }

    private func listResources(_ list: Pharos_V1_List, _ stream: UInt32) throws(PharosError) {
        let pattern = try pattern(list.pattern)
        core.whenListed { [self] in
            var resources = Pharos_V1_Resources()
            resources.resources = core.resources.list(matching: pattern).map(Pharos_V1_Resource.init)
            resources.complete = core.resources.isComplete
            reply(stream: stream, .resources(resources))
        }
    }

    private func watchResources(_ request: Pharos_V1_WatchResources, _ stream: UInt32) throws(PharosError) {
        let watch = ResourceWatch(pattern: try pattern(request.pattern))
        let number = nextStream()
        watches[number] = watch
        var watching = Pharos_V1_Watching()
        watching.stream = number
        watching.resources = core.resources.list(matching: watch.pattern).map(Pharos_V1_Resource.init)
        watching.complete = core.resources.isComplete
        reply(stream: stream, .watching(watching))
        core.resources.listen(watch) { [self, weak watch] change in
            guard let watch, let visible = watch.take(change, isWritable: isWritable) else { return }
            send(visible, watch: number)
        }
    }

    func send(_ change: ResourceChange, watch: UInt32) {
        guard let frame = try? Frame(.event, stream: watch, message: Pharos_V1_ResourceChange(change)) else { return }
        send(frame)
    }

    private func describe(_ request: Pharos_V1_Describe, _ stream: UInt32) {
        let reference: ResourceReference
        do {
            reference = try core.admit(.request, ResourceReference(path: request.path, role: Role(query: request.role)))
        } catch {
            return fail(stream: stream, error)
        }
        let timeout =
            request.timeoutMilliseconds == 0
            ? core.configuration.defaultTimeout : TimeAmount.milliseconds(Int64(request.timeoutMilliseconds))
        background(stream) { interface in
            try await interface.describe(reference, deadline: .now() + timeout)
        } finish: { session, description in
            var message = Pharos_V1_Description()
            message.resource = Pharos_V1_Resource(description.info)
            if let schema = description.schema {
                let number = session.core.schemas.number(schema)
                session.announce(number)
                message.value = Pharos_V1_Schema(schema, id: number)
            }
            if let schema = description.replySchema {
                let number = session.core.schemas.number(schema)
                session.announce(number)
                message.reply = Pharos_V1_Schema(schema, id: number)
            }
            message.configuration = Pharos_V1_Configuration(description.configuration)
            message.details = description.details
            session.reply(stream: stream, .description_p(message))
        }
    }

    private func subscribe(_ request: Pharos_V1_Subscribe, _ stream: UInt32) throws(PharosError) {
        let reference = try core.admit(
            .read, ResourceReference(path: request.path, role: Role(query: request.role)))
        guard subscriptions.count < core.configuration.maximumSubscriptions else {
            throw PharosError(
                .busy, "this client has \(core.configuration.maximumSubscriptions) subscriptions, the most there may be")
        }
        let source = core.source(reference)
        // A second subscription to the same resource has a number of its own.
        let number = subscriptions[source.stream] == nil ? source.stream : nextStream()
        let queue = SubscriptionQueue(
            policy: QueuePolicy(request.policy, limit: request.limit),
            credit: Credit(samples: request.creditSamples, bytes: request.creditBytes),
            byteLimit: core.configuration.queueBytes)
        let subscription = SessionSubscription(
            stream: number, source: source, queue: queue, session: self)
        subscriptions[number] = subscription
        var subscribed = Pharos_V1_Subscribed()
        subscribed.stream = number
        reply(stream: stream, .subscribed(subscribed))
        subscription.source.add(
            subscription,
            pollPeriod: request.pollMilliseconds == 0 ? nil : .milliseconds(Int64(request.pollMilliseconds)))
    }

    func subscriptionFailed(_ subscription: SessionSubscription, _ error: PharosError) {
        guard subscriptions.removeValue(forKey: subscription.stream) != nil else { return }
        subscription.source.remove(subscription)
        // Subscriptions and requests count on their own: the flag says which of the two is meant.
        guard var frame = try? Frame(.failure, stream: subscription.stream, message: Pharos_V1_Failure(error)) else {
            return
        }
        frame.flags = Frame.aboutSubscription
        send(frame)
    }

    private func configure(_ request: Pharos_V1_Configure, _ stream: UInt32) {
        let arguments: Value
        do {
            arguments = try Payload.decodeMessagePack(ByteBuffer(bytes: Array(request.arguments)))
        } catch {
            return fail(stream: stream, PharosError.wrap(error, as: .invalidValue))
        }
        background(stream) { interface in
            try await interface.configure(verb: request.verb, arguments: arguments)
        } finish: { session, value in
            var message = Pharos_V1_Configured()
            message.result = .init(Array(Payload.encodeMessagePack(value).readableBytesView))
            session.reply(stream: stream, .configured(message))
        }
    }

    /// Asks the interface in a task and comes back to the loop with the answer.
    ///
    /// - Parameter abandoned: gets an answer that nobody waits for any more; its client was killed meanwhile.
    func background<T: Sendable>(
        _ stream: UInt32, _ work: @escaping @Sendable (any Interface) async throws -> T,
        abandoned: @escaping @Sendable (T) -> Void = { _ in }, finish: @escaping @Sendable (Session, T) -> Void
    ) {
        guard operations[stream] == nil, operations.count < core.configuration.maximumCalls else {
            return fail(
                stream: stream,
                PharosError(
                    .busy, "\(core.configuration.maximumCalls) operations of this client are in flight already"))
        }
        let operation = SessionOperation(.request, ResourceReference(path: ""))
        operations[stream] = operation
        let interface = core.interface
        let core = core
        operation.run(
            Task {
                let result: Result<T, PharosError>
                do {
                    result = .success(try await work(interface))
                } catch {
                    result = .failure(PharosError.wrap(error))
                }
                core.onLoop {
                    guard self.operations[stream] === operation else {
                        if case .success(let value) = result { abandoned(value) }
                        return
                    }
                    self.operations[stream] = nil
                    switch result {
                    case .success(let value): finish(self, value)
                    case .failure(let error): self.fail(stream: stream, error)
                    }
                }
            })
    }
}
