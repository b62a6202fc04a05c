// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// Where one frame lies in another: points of the one become points of the other by rotation, then translation.
public struct Transform: Sendable, Hashable {
    /// Where its origin lies.
    public var translation: Vector3
    /// How it is turned.
    public var rotation: Quaternion

    /// A transform from its parts.
    public init(translation: Vector3, rotation: Quaternion) {
        self.translation = translation
        self.rotation = rotation
    }

    /// The same place.
    public static let identity = Transform(translation: .zero, rotation: .identity)

    /// The right transform first, then the left.
    public static func * (left: Transform, right: Transform) -> Transform {
        Transform(
            translation: left.rotation.rotated(right.translation) + left.translation,
            rotation: left.rotation * right.rotation)
    }

    /// The way back.
    public var inverse: Transform {
        let back = rotation.inverse
        return Transform(translation: back.rotated(-translation), rotation: back)
    }

    /// A point of the one frame as a point of the other.
    public func applied(to point: Vector3) -> Vector3 { rotation.rotated(point) + translation }
}

/// A transform with its frames and time (geometry_msgs/TransformStamped).
public struct StampedTransform: Sendable, Hashable {
    /// The frame that points come to lie in; of a lookup the target frame.
    public var parent: String
    /// The frame that points come from; of a lookup the source frame.
    public var child: String
    /// When it holds.
    public var stamp: ROSTime
    /// The transform.
    public var transform: Transform

    /// A transform with its frames and time.
    public init(parent: String, child: String, stamp: ROSTime, transform: Transform) {
        self.parent = parent
        self.child = child
        self.stamp = stamp
        self.transform = transform
    }
}
