// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// A topic of one message type that this node publishes; it ends when ``cancel()`` is called.
public struct TypedPublisher<Message: ROSMessage>: Sendable {
    private let base: Publisher

    init(base: Publisher) { self.base = base }

    /// The topic's global name.
    public var topic: String { base.topic }

    /// Publishes a message: encoded once, sent to all, never waiting for a slow one.
    /// - Throws: `MessageError` with `limitExceeded` when it is larger than 32 bits count.
    public func publish(_ message: Message) throws(MessageError) { base.publish(try message.encoded()) }

    /// How many subscribers are connected.
    public func subscriberCount() async -> Int { await base.subscriberCount() }

    /// Ends it; when it was the node's last one of the topic, the master is told.
    public func cancel() async { await base.cancel() }
}
