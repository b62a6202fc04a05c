// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import NIOCore
public import ROS1
public import ROSMessages

/// Sees and sets the parameters of a running node (http://wiki.ros.org/dynamic_reconfigure), until ``close()`` is called.
public final class ReconfigureClient: Sendable {
    /// The server's global name: its node's, or a namespace below it.
    public let server: String
    private let node: Node
    private let state: ReconfigureState
    private let subscriptions: [TopicSubscription]
    private let service: ServiceSchema

    init(
        node: Node, server: String, state: ReconfigureState, subscriptions: [TopicSubscription], service: ServiceSchema
    ) {
        self.node = node
        self.server = server
        self.state = state
        self.subscriptions = subscriptions
        self.service = service
    }

    /// What can be set, as soon as the server has said so.
    /// - Throws: ``ReconfigureError`` with `noServer` at the deadline, `malformed`; `CancellationError`.
    public func description(deadline: NIODeadline) async throws -> ReconfigureDescription {
        try await known(deadline) { $0.description }.get()
    }

    /// What is set.
    /// - Throws: ``ReconfigureError`` with `noServer` at the deadline; `CancellationError`.
    public func configuration(deadline: NIODeadline) async throws -> Configuration {
        try await known(deadline) { $0.configuration }
    }

    /// What is set, now and at each change, whoever made it. Only the newest waits to be read.
    public var updates: ConfigurationUpdates { ConfigurationUpdates(stream: state.watch()) }

    /// Changes parameters; what is not named stays.
    ///
    /// - Parameters:
    ///   - changes: parameters' names and values, of their types; a double takes whole numbers too.
    ///   - groups: groups to be turned on or off. Default: none.
    ///   - clamps: whether values beyond the limits are the server's to bring within them. Default: they are refused.
    ///   - deadline: until when the server must have answered.
    /// - Returns: what is set then, which the server may have decided otherwise.
    /// - Throws: ``ReconfigureError`` with `unknownName`, `invalidValue`, `outOfRange`: nothing was changed then;
    ///   ``ROS1Error`` as service calls do; `CancellationError`.
    @discardableResult
    public func set(
        _ changes: Record, groups: [String: Bool] = [:], clamps: Bool = false, deadline: NIODeadline
    ) async throws -> Configuration {
        let description = try await description(deadline: deadline)
        let request: Value = ["config": try description.request(changes, groups, clamps: clamps)]
        let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })
        let answer = try await node.call(
            "\(server)/set_parameters", md5: service.md5, request: try encoder.bytes(request, as: service.request),
            deadline: deadline)
        return Configuration(try MessageDecoder.value(answer, as: service.response).config)
    }

    /// Ends it.
    public func close() async {
        for subscription in subscriptions { await subscription.cancel() }
        state.close()
    }

    private func known<T: Sendable>(
        _ deadline: NIODeadline, _ part: @Sendable (ReconfigureState.Known) -> T?
    ) async throws -> T {
        for await now in state.changes(deadline) {
            if let part = part(now) { return part }
            if now.isClosed { throw ReconfigureError(.closed, "the client of \(server) was closed") }
        }
        try Task.checkCancellation()
        throw ReconfigureError(
            .noServer,
            "nobody told of \(server)/parameter_descriptions and parameter_updates in time; is it a reconfigurable node?"
        )
    }
}

/// What is set in a node, now and at each change. Iterated once.
public struct ConfigurationUpdates: AsyncSequence, Sendable {
    /// What is set.
    public typealias Element = Configuration

    let stream: AsyncStream<Configuration>

    /// Iterates over what is set.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: AsyncStream<Configuration>.Iterator

        /// The next; `nil` when the client was closed or the task was cancelled.
        public mutating func next() async -> Configuration? { await base.next() }
    }

    /// Begins to iterate.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: stream.makeAsyncIterator()) }
}

extension Node {
    /// A client of a reconfigurable node.
    /// - Parameter server: the node's name, or the namespace below it that it serves; resolved and remapped.
    public func reconfigureClient(_ server: String) async throws -> ReconfigureClient {
        let server = try resolve(server)
        let state = ReconfigureState()
        let (described, configured) = (try ReconfigureMessages.description(), try ReconfigureMessages.configuration())
        let first = try await subscribe("\(server)/parameter_descriptions", as: described) { message in
            state.described(
                Result { try MessageDecoder.value(message.bytes, as: described) }.flatMap { value in
                    Result { try ReconfigureDescription(value) }
                })
        }
        do {
            let second = try await subscribe("\(server)/parameter_updates", as: configured) { message in
                guard let value = try? MessageDecoder.value(message.bytes, as: configured) else { return }
                state.configured(Configuration(value))
            }
            return ReconfigureClient(
                node: self, server: server, state: state, subscriptions: [first, second],
                service: try ReconfigureMessages.service())
        } catch {
            await first.cancel()
            throw error
        }
    }
}
