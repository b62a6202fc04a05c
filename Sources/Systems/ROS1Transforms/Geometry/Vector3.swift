// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A point or a direction, in metres.
public struct Vector3: Sendable, Hashable {
    /// Forward.
    public var x: Double
    /// Left.
    public var y: Double
    /// Up.
    public var z: Double

    /// A vector from its parts.
    public init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// Nowhere.
    public static let zero = Vector3(x: 0, y: 0, z: 0)

    /// Both one after the other.
    public static func + (left: Vector3, right: Vector3) -> Vector3 {
        Vector3(x: left.x + right.x, y: left.y + right.y, z: left.z + right.z)
    }

    /// The way back.
    public static prefix func - (vector: Vector3) -> Vector3 { Vector3(x: -vector.x, y: -vector.y, z: -vector.z) }

    /// Between this (0) and the other (1).
    public func interpolated(to other: Vector3, _ ratio: Double) -> Vector3 {
        let rest = 1 - ratio
        return Vector3(
            x: rest * x + ratio * other.x, y: rest * y + ratio * other.y, z: rest * z + ratio * other.z)
    }

    var isNumber: Bool { !(x.isNaN || y.isNaN || z.isNaN) }
}
