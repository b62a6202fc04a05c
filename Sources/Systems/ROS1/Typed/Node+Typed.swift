// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

extension Node {
    /// Subscribes to a topic whose type is known at compile time.
    ///
    /// - Parameters:
    ///   - topic: the topic's name, resolved and remapped.
    ///   - type: the message type; publishers of another type are refused.
    ///   - listener: called on the node's event loop with each message, or with what is wrong with its bytes; it must
    ///     not block.
    public func subscribe<Message: ROSMessage>(
        _ topic: String, as type: Message.Type,
        listener: @escaping @Sendable (Result<Message, MessageError>) -> Void
    ) async throws -> TopicSubscription {
        try await subscribe(topic, as: try Message.schema()) { incoming in
            listener(Result { () throws(MessageError) in try Message(decoding: incoming.bytes) })
        }
    }

    /// The messages of a topic whose type is known at compile time, as a sequence.
    ///
    /// - Parameters:
    ///   - topic: the topic's name, resolved and remapped.
    ///   - type: the message type; publishers of another type are refused.
    ///   - buffering: what is kept while nobody reads; it is decoded when it is read. Default: the newest 100.
    public func messages<Message: ROSMessage>(
        _ topic: String, as type: Message.Type, buffering: TopicMessages.Buffering = .newest(100)
    ) async throws -> TypedMessages<Message> {
        TypedMessages(base: try await messages(topic, as: try Message.schema(), buffering: buffering))
    }

    /// Offers a topic whose type is known at compile time.
    ///
    /// - Parameters:
    ///   - topic: the topic's name, resolved and remapped.
    ///   - type: the message type.
    ///   - latching: whether the last message is given to each new subscriber.
    ///   - queueLimit: messages that may wait for a slow subscriber; the oldest gives way. Default: 100.
    /// - Throws: ``ROS1Error`` with `typeMismatch` when this node publishes it with another type already.
    public func advertise<Message: ROSMessage>(
        _ topic: String, as type: Message.Type, latching: Bool = false, queueLimit: Int = 100
    ) async throws -> TypedPublisher<Message> {
        TypedPublisher(
            base: try await advertise(topic, as: try Message.schema(), latching: latching, queueLimit: queueLimit))
    }

    /// Calls a service whose type is known at compile time.
    ///
    /// - Parameters:
    ///   - service: the service's name, resolved and remapped.
    ///   - type: the service type; a provider of another type is an error.
    ///   - request: what the call carries. Default: zeros, empty strings and arrays.
    ///   - deadline: after which the call's connection is closed; it is also closed when the task is cancelled.
    /// - Throws: ``ROS1Error`` as ``call(_:md5:request:deadline:)``; `MessageError` for a response that is not of the type.
    public func call<Service: ROSService>(
        _ service: String, as type: Service.Type, _ request: Service.Request = .init(), deadline: NIODeadline
    ) async throws -> Service.Response {
        let response = try await call(
            service, md5: Service.md5, request: try request.encoded(), deadline: deadline)
        return try Service.Response(decoding: response)
    }

    /// Offers a service whose type is known at compile time.
    ///
    /// Calls on different connections run at the same time; those on one are answered in order. What the handler
    /// throws reaches the caller as the call's failure.
    /// - Throws: ``ROS1Error`` with `busy` when this node offers it already.
    public func advertiseService<Service: ROSService>(
        _ service: String, as type: Service.Type,
        handler: @escaping @Sendable (Service.Request) async throws -> Service.Response
    ) async throws -> ServiceOffer {
        try await advertiseService(service, as: try Service.schema()) { request, _ in
            try await handler(try Service.Request(decoding: request)).encoded()
        }
    }
}
