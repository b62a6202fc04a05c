// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// One message of a resource as it came: `sample.linear_acceleration.x`, and with it time, quality and gap.
@dynamicMemberLookup
public struct MessageSample<Message: ROSMessage>: Sendable {
    /// The message.
    public var message: Message
    /// What it was decoded from: bytes, timestamp, sequence number, gap.
    public var sample: Sample

    /// A field of the message.
    public subscript<Field>(dynamicMember path: KeyPath<Message, Field>) -> Field { message[keyPath: path] }
}

/// The messages of a resource as they come: `for try await imu in pharos.watch("ros:/imu", as: SensorMsgs.Imu.self)`.
///
/// Each iteration is a subscription of its own, which survives the death of its node as ``SampleSequence`` does.
public struct MessageSequence<Message: ROSMessage>: AsyncSequence, Sendable {
    /// A message, decoded when it is read.
    public typealias Element = MessageSample<Message>
    /// What ends the sequence; also a sample that is not of the type.
    public typealias Failure = PharosError

    let base: SampleSequence

    /// Iterates over the messages; the subscription begins with the first ``Iterator/next()``.
    public func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }

    /// The iterator of a ``MessageSequence``.
    public struct Iterator: AsyncIteratorProtocol {
        var base: SampleSequence.Iterator

        /// The next message, or `nil` at the end.
        public mutating func next() async throws(PharosError) -> MessageSample<Message>? {
            try await next(isolation: nil)
        }

        /// The next message, or `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(PharosError) -> MessageSample<Message>? {
            guard let sample = try await base.next(isolation: actor) else { return nil }
            return MessageSample(message: try sample.decode(Message.self), sample: sample)
        }
    }
}
