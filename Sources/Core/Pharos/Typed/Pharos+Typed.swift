// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
public import PharosModel

extension Pharos {
    /// The messages of a resource as they come, as a type known at compile time.
    ///
    /// - Parameters:
    ///   - name: the resource, `ros:/imu`.
    ///   - type: the message type; samples of another type end the sequence with `invalidValue`.
    ///   - policy: what happens to samples that come faster than they are taken. Default: only the newest waits.
    ///   - pollPeriod: how often a system without events is asked. Default: as its node is set.
    public func watch<Message: ROSMessage>(
        _ name: String, as type: Message.Type, policy: QueuePolicy = .latest, pollPeriod: Duration? = nil
    ) -> MessageSequence<Message> {
        MessageSequence(base: watch(name, policy: policy, pollPeriod: pollPeriod))
    }

    /// The value of a resource, as a type known at compile time; otherwise as ``read(_:timeout:)``.
    public func read<Message: ROSMessage>(
        _ name: String, as type: Message.Type, timeout: Duration? = nil
    ) async throws(PharosError) -> Message {
        let sample = try await read(name, timeout: timeout)
        do throws(PharosError) { return try sample.decode(type) } catch { throw error.about(name) }
    }

    /// Sets a resource: publishes a message on a topic.
    ///
    /// - Throws: ``PharosError`` as ``write(_:_:timeout:)``; `invalidValue` when the resource is of another type.
    public func write<Message: ROSMessage>(
        _ name: String, _ message: Message, timeout: Duration? = nil
    ) async throws(PharosError) {
        let (value, _) = try await schemas(name, timeout) { (value, _) throws(PharosError) in
            try value.require(Message.self)
        }
        try await write(name, payload: try Payload(message, as: value), timeout: timeout)
    }

    /// Calls a command, as a service type known at compile time.
    ///
    /// - Parameters:
    ///   - name: the command, `ros:/add_two_ints`.
    ///   - type: the service type.
    ///   - request: what the call carries. Default: zeros, empty strings and arrays.
    ///   - timeout: how long it may take. Default: the configuration's.
    /// - Throws: ``PharosError``; `invalidValue` when the command is of another type.
    public func call<Service: ROSService>(
        _ name: String, as type: Service.Type, _ request: Service.Request = .init(), timeout: Duration? = nil
    ) async throws(PharosError) -> Service.Response {
        let (value, _) = try await schemas(name, timeout) { (value, reply) throws(PharosError) in
            try value.require(Service.Request.self)
            try reply?.require(Service.Response.self)
        }
        let sample = try await call(name, payload: try Payload(request, as: value), timeout: timeout)
        do throws(PharosError) { return try sample.decode(Service.Response.self) } catch { throw error.about(name) }
    }

    /// Offers a topic of a type known at compile time for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - name: the topic, `ros:/status`.
    ///   - type: the message type; it need not be installed.
    ///   - isLatching: whether the last value is kept for those who come later. Default: no.
    ///   - body: while it runs, the topic is offered; it sends through what it is given.
    public func publishing<Message: ROSMessage, Result: Sendable>(
        _ name: String, as type: Message.Type, isLatching: Bool = false,
        body: (MessagePublisher<Message>) async throws -> Result
    ) async throws -> Result {
        let schema = Schema(encoding: .ros1, message: try Message.schema())
        return try await publishing(name, schema: schema, isLatching: isLatching) { publisher in
            try await body(MessagePublisher(base: publisher))
        }
    }

    /// Offers a command of a type known at compile time for as long as `body` runs; see
    /// ``serving(_:type:definition:takesOver:handler:body:)``.
    public func serving<Service: ROSService, Result: Sendable>(
        _ name: String, as type: Service.Type, takesOver: Bool = false,
        handler: @escaping @Sendable (Service.Request) async throws -> Service.Response, body: () async throws -> Result
    ) async throws -> Result {
        let target = try target(name)
        let response = Schema(encoding: .ros1, message: try Service.Response.schema())
        let offer = Offer(
            path: target.reference.path, role: .service, type: Service.type, definition: Service.definition,
            isLatching: false, takesOver: takesOver
        ) { request, reply in
            let answer = try await handler(try request.decode(Service.Request.self))
            return try Payload(answer, as: reply ?? response)
        }
        return try await offering(offer, target, name, body)
    }

    /// The types of a resource's value and reply, when `check` takes them: as they are known, else as they are now.
    private func schemas(
        _ name: String, _ timeout: Duration?, check: (Schema, Schema?) throws(PharosError) -> Void
    ) async throws(PharosError) -> (value: Schema, reply: Schema?) {
        let target = try target(name)
        let known = target.access.descriptions.withLockedValue { $0[target.reference] }
        if let known, let value = known.schema, (try? check(value, known.replySchema)) != nil {
            return (value, known.replySchema)
        }
        do throws(PharosError) {
            let fresh = try await target.access.describe(
                target.reference, timeout: TimeAmount(timeout ?? configuration.timeout))
            target.access.descriptions.withLockedValue { $0[target.reference] = fresh }
            guard let value = fresh.schema else {
                throw PharosError(.unsupported, "its values have no type that is known before they come")
            }
            try check(value, fresh.replySchema)
            return (value, fresh.replySchema)
        } catch {
            throw error.about(name)
        }
    }
}

/// A topic of one message type that this program offers.
public struct MessagePublisher<Message: ROSMessage>: Sendable {
    let base: TopicPublisher

    /// Sends one message; returns when the node has handed it on.
    /// - Throws: ``PharosError`` as ``TopicPublisher/publish(_:)``.
    public func publish(_ message: Message) async throws(PharosError) {
        try await base.pharos.write(base.name, payload: try Payload(message, as: base.schema))
    }
}
