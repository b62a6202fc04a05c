// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import ROS1
import ROSMessages
import Synchronization

/// Tells the graph where frames are: /tf.
public final class TransformBroadcaster: Sendable {
    private let publisher: Publisher

    fileprivate init(_ publisher: Publisher) { self.publisher = publisher }

    /// Sends transforms, all in one message.
    public func send(_ transforms: StampedTransform...) { send(transforms) }

    /// Sends transforms, all in one message.
    public func send(_ transforms: [StampedTransform]) { publisher.publish(TransformMessages.write(transforms)) }

    /// Ends it.
    public func cancel() async { await publisher.cancel() }
}

/// Tells the graph where frames always are: /tf_static, latched.
public final class StaticTransformBroadcaster: Sendable {
    private let publisher: Publisher
    private let known = Mutex<[StampedTransform]>([])

    fileprivate init(_ publisher: Publisher) { self.publisher = publisher }

    /// Sends transforms. A latched topic keeps one message, so that it always holds all that were ever sent, each child
    /// frame once.
    public func send(_ transforms: StampedTransform...) {
        known.withLock { known in
            for transform in transforms {
                known.removeAll { $0.child == transform.child }
                known.append(transform)
            }
            publisher.publish(TransformMessages.write(known))
        }
    }

    /// Ends it.
    public func cancel() async { await publisher.cancel() }
}

extension Node {
    /// A broadcaster of frames that move.
    public func transformBroadcaster() async throws -> TransformBroadcaster {
        TransformBroadcaster(try await advertise("/tf", as: try TransformMessages.schema()))
    }

    /// A broadcaster of frames that do not move. One for all of a node: a second would latch a message of its own.
    public func staticTransformBroadcaster() async throws -> StaticTransformBroadcaster {
        let publisher = try await advertise("/tf_static", as: try TransformMessages.schema(), latching: true)
        return StaticTransformBroadcaster(publisher)
    }
}
