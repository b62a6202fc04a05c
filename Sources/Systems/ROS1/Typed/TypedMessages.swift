// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// The messages of a topic of one type: `for try await imu in messages`. The subscription ends with the iteration, or
/// when the sequence is let go of.
public struct TypedMessages<Message: ROSMessage>: AsyncSequence, Sendable {
    /// A message, decoded.
    public typealias Element = Message
    /// What is wrong with a message's bytes.
    public typealias Failure = MessageError

    let base: TopicMessages

    /// Iterates over the messages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: TopicMessages.AsyncIterator

        /// The next message; `nil` when the subscription was ended or the task was cancelled.
        /// - Throws: `MessageError` when the bytes are not what the type says; the messages after it can still be read.
        public mutating func next() async throws(MessageError) -> Message? {
            guard let incoming = await base.next() else { return nil }
            return try Message(decoding: incoming.bytes)
        }

        /// The next message; `nil` when the subscription was ended or the task was cancelled.
        /// - Throws: `MessageError` when the bytes are not what the type says; the messages after it can still be read.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(MessageError) -> Message? {
            guard let incoming = await base.next(isolation: actor) else { return nil }
            return try Message(decoding: incoming.bytes)
        }
    }

    /// Begins to iterate.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }
}
