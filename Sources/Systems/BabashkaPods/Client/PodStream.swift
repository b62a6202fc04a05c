// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The values that a pod sends to one request, in order.
///
/// It ends when the pod says that it is done, and throws ``BabashkaPodError`` when the function fails, the pod ends, or
/// more values wait than the stream holds. Giving it up ends it; the protocol has no word to tell the pod, which goes
/// on and is not heard.
public struct PodStream: AsyncSequence, Sendable {
    /// What happens when values come faster than they are read.
    public enum Overflow: Sendable, Hashable {
        /// The stream ends with `overflow` after the values it holds.
        case fails
        /// The oldest value makes room.
        case dropsOldest
    }

    /// A value.
    public typealias Element = ClojureValue

    let values: AsyncThrowingStream<ClojureValue, any Error>
    /// Nobody else may hold it.
    let pod: BabashkaPod

    /// Reads the values one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var iterator: AsyncThrowingStream<ClojureValue, any Error>.AsyncIterator
        let pod: BabashkaPod

        /// The next value; `nil` at the end.
        public mutating func next() async throws -> ClojureValue? { try await iterator.next() }
    }

    /// The reader of the stream; a second one shares the values with the first.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(iterator: values.makeAsyncIterator(), pod: pod)
    }
}
