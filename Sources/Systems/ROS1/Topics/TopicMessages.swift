// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// The messages of a topic, one after the other. Iterated once; the subscription ends with the iteration, or when the
/// sequence is let go of.
public struct TopicMessages: AsyncSequence, Sendable {
    /// A message as it came.
    public typealias Element = IncomingMessage

    /// What becomes of messages that come faster than they are read.
    public struct Buffering: Sendable, Hashable {
        package let limit: Int

        /// Only the newest is kept.
        public static let latest = Buffering(limit: 1)

        /// That many are kept, the oldest gives way.
        public static func newest(_ limit: Int) -> Buffering { Buffering(limit: Swift.max(1, limit)) }
    }

    /// Iterates over the messages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: AsyncStream<IncomingMessage>.Iterator

        /// The next message; `nil` when the subscription was ended or the task was cancelled.
        public mutating func next() async -> IncomingMessage? { await base.next() }
    }

    let stream: AsyncStream<IncomingMessage>

    /// Begins to iterate.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: stream.makeAsyncIterator()) }
}

extension Node {
    /// The messages of a topic as a sequence.
    ///
    /// - Parameters:
    ///   - topic: the topic's name, resolved and remapped.
    ///   - schema: the expected type; `nil` takes whatever comes.
    ///   - buffering: what is kept while nobody reads. Default: the newest 100.
    public func messages(
        _ topic: String, as schema: MessageSchema? = nil, buffering: TopicMessages.Buffering = .newest(100)
    ) async throws -> TopicMessages {
        let (stream, continuation) = AsyncStream.makeStream(
            of: IncomingMessage.self, bufferingPolicy: .bufferingNewest(buffering.limit))
        let subscription = try await subscribe(topic, as: schema) { continuation.yield($0) }
        continuation.onTermination = { _ in Task { await subscription.cancel() } }
        return TopicMessages(stream: stream)
    }
}
