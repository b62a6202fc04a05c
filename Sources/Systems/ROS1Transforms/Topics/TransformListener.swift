// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
public import ROS1
import ROSMessages

/// Fills a buffer with what nodes say on /tf and /tf_static (http://wiki.ros.org/tf2_ros), until ``cancel()`` is called.
public final class TransformListener: Sendable {
    /// What it fills.
    public let buffer: TransformBuffer
    private let subscriptions: [TopicSubscription]

    fileprivate init(buffer: TransformBuffer, subscriptions: [TopicSubscription]) {
        self.buffer = buffer
        self.subscriptions = subscriptions
    }

    /// Ends it.
    public func cancel() async { for subscription in subscriptions { await subscription.cancel() } }
}

extension Node {
    /// Listens to the transforms of the graph.
    ///
    /// Transforms that cannot be taken are told in the log at level `debug`, ever more rarely. When simulated time jumps
    /// back, what moves is forgotten.
    /// - Parameter buffer: what is filled. Default: a new one.
    public func listenToTransforms(into buffer: TransformBuffer = TransformBuffer()) async throws -> TransformListener {
        let schema = try TransformMessages.schema()
        let intake = TransformIntake(buffer, logger)
        try await onTimeJump { [weak buffer] _, _ in buffer?.clear() }
        let moving = try await subscribe("/tf", as: schema) { intake.take($0, isStatic: false) }
        do {
            let fixed = try await subscribe("/tf_static", as: schema) { intake.take($0, isStatic: true) }
            return TransformListener(buffer: buffer, subscriptions: [moving, fixed])
        } catch {
            await moving.cancel()
            throw error
        }
    }
}

/// Messages into a buffer. Confined to the node's event loop.
private final class TransformIntake: @unchecked Sendable {
    private let buffer: TransformBuffer
    private let logger: Logger
    private var refused: UInt64 = 0

    init(_ buffer: TransformBuffer, _ logger: Logger) {
        self.buffer = buffer
        self.logger = logger
    }

    func take(_ message: IncomingMessage, isStatic: Bool) {
        do {
            try buffer.insert(
                try TransformMessages.read(message.bytes), isStatic: isStatic, authority: message.connection.node)
        } catch {
            refused += 1
            // Who sends one such sends it a hundred times a second.
            guard refused.nonzeroBitCount == 1 else { return }
            logger.debug("transforms were not taken", metadata: ["count": "\(refused)", "newest": "\(error)"])
        }
    }
}
