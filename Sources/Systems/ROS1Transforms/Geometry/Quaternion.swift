// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A rotation. Its length is 1, nearly.
public struct Quaternion: Sendable, Hashable {
    /// The axis' part along x.
    public var x: Double
    /// The axis' part along y.
    public var y: Double
    /// The axis' part along z.
    public var z: Double
    /// The cosine of half the angle.
    public var w: Double

    /// A rotation from its parts.
    public init(x: Double, y: Double, z: Double, w: Double) {
        self.x = x
        self.y = y
        self.z = z
        self.w = w
    }

    /// No rotation.
    public static let identity = Quaternion(x: 0, y: 0, z: 0, w: 1)

    /// The right rotation first, then the left.
    public static func * (left: Quaternion, right: Quaternion) -> Quaternion {
        Quaternion(
            x: left.w * right.x + left.x * right.w + left.y * right.z - left.z * right.y,
            y: left.w * right.y + left.y * right.w + left.z * right.x - left.x * right.z,
            z: left.w * right.z + left.z * right.w + left.x * right.y - left.y * right.x,
            w: left.w * right.w - left.x * right.x - left.y * right.y - left.z * right.z)
    }

    /// The rotation back.
    public var inverse: Quaternion { Quaternion(x: -x, y: -y, z: -z, w: w) }

    /// A vector rotated.
    public func rotated(_ vector: Vector3) -> Vector3 {
        let turned = self * Quaternion(x: vector.x, y: vector.y, z: vector.z, w: 0) * inverse
        return Vector3(x: turned.x, y: turned.y, z: turned.z)
    }

    /// The square of its length.
    public var lengthSquared: Double { x * x + y * y + z * z + w * w }

    /// The same rotation with length 1.
    public var normalized: Quaternion {
        let length = lengthSquared.squareRoot()
        guard length > 0 else { return .identity }
        return Quaternion(x: x / length, y: y / length, z: z / length, w: w / length)
    }

    /// Between this (0) and the other (1), on the shorter way at even speed (slerp).
    public func interpolated(to other: Quaternion, _ ratio: Double) -> Quaternion {
        let product = x * other.x + y * other.y + z * other.z + w * other.w
        let scale = (lengthSquared * other.lengthSquared).squareRoot()
        let theta = acos(min(1, max(-1, abs(product) / scale)))
        guard theta != 0 else { return self }
        let first = sin((1 - ratio) * theta) / sin(theta)
        let second = (product < 0 ? -1 : 1) * sin(ratio * theta) / sin(theta)
        return Quaternion(
            x: x * first + other.x * second, y: y * first + other.y * second, z: z * first + other.z * second,
            w: w * first + other.w * second)
    }

    /// A rotation by roll, pitch and yaw about fixed axes, in radians.
    public init(roll: Double, pitch: Double, yaw: Double) {
        let (sr, cr) = (sin(roll / 2), cos(roll / 2))
        let (sp, cp) = (sin(pitch / 2), cos(pitch / 2))
        let (sy, cy) = (sin(yaw / 2), cos(yaw / 2))
        self.init(
            x: sr * cp * cy - cr * sp * sy, y: cr * sp * cy + sr * cp * sy, z: cr * cp * sy - sr * sp * cy,
            w: cr * cp * cy + sr * sp * sy)
    }

    /// Roll, pitch and yaw about fixed axes, in radians.
    public var rollPitchYaw: (roll: Double, pitch: Double, yaw: Double) {
        let unit = normalized
        let roll = atan2(2 * (unit.w * unit.x + unit.y * unit.z), 1 - 2 * (unit.x * unit.x + unit.y * unit.y))
        let pitch = asin(min(1, max(-1, 2 * (unit.w * unit.y - unit.z * unit.x))))
        let yaw = atan2(2 * (unit.w * unit.z + unit.x * unit.y), 1 - 2 * (unit.y * unit.y + unit.z * unit.z))
        return (roll, pitch, yaw)
    }

    var isNumber: Bool { !(x.isNaN || y.isNaN || z.isNaN || w.isNaN) }
}
