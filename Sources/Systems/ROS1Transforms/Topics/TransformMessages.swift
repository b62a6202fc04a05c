// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import StandardMessages

/// tf2_msgs/TFMessage: its type and its bytes.
enum TransformMessages {
    static func schema() throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(try MessageName("tf2_msgs/TFMessage")) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
    }

    /// Number, time, two lengths, seven numbers.
    private static let shortest = 4 + 8 + 4 + 4 + 56

    static func read(_ bytes: ByteBuffer) throws(TransformError) -> [StampedTransform] {
        var bytes = bytes
        guard let count = bytes.readInteger(endianness: .little, as: UInt32.self),
            Int(count) <= bytes.readableBytes / shortest
        else { throw tooShort(bytes) }
        var transforms: [StampedTransform] = []
        transforms.reserveCapacity(Int(count))
        for _ in 0..<count { transforms.append(try transform(&bytes)) }
        return transforms
    }

    static func write(_ transforms: [StampedTransform]) -> ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: 4 + transforms.count * (shortest + 32))
        bytes.writeInteger(UInt32(clamping: transforms.count), endianness: .little)
        for stamped in transforms {
            bytes.writeMultipleIntegers(
                UInt32(0), stamped.stamp.secs, stamped.stamp.nsecs, endianness: .little)
            write(stamped.parent, &bytes)
            write(stamped.child, &bytes)
            let (at, turn) = (stamped.transform.translation, stamped.transform.rotation)
            for number in [at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w] {
                bytes.writeInteger(number.bitPattern, endianness: .little)
            }
        }
        return bytes
    }

    private static func transform(_ bytes: inout ByteBuffer) throws(TransformError) -> StampedTransform {
        guard
            let (_, secs, nsecs) = bytes.readMultipleIntegers(endianness: .little, as: (UInt32, UInt32, UInt32).self)
        else { throw tooShort(bytes) }
        let parent = try text(&bytes)
        let child = try text(&bytes)
        let translation = Vector3(x: try number(&bytes), y: try number(&bytes), z: try number(&bytes))
        let rotation = Quaternion(
            x: try number(&bytes), y: try number(&bytes), z: try number(&bytes), w: try number(&bytes))
        return StampedTransform(
            parent: parent, child: child, stamp: ROSTime(secs: secs, nsecs: nsecs),
            transform: Transform(translation: translation, rotation: rotation))
    }

    private static func number(_ bytes: inout ByteBuffer) throws(TransformError) -> Double {
        guard let bits = bytes.readInteger(endianness: .little, as: UInt64.self) else { throw tooShort(bytes) }
        return Double(bitPattern: bits)
    }

    private static func text(_ bytes: inout ByteBuffer) throws(TransformError) -> String {
        guard let length = bytes.readInteger(endianness: .little, as: UInt32.self),
            let text = bytes.readString(length: Int(length))
        else { throw tooShort(bytes) }
        return text
    }

    private static func write(_ text: String, _ bytes: inout ByteBuffer) {
        bytes.writeInteger(UInt32(clamping: text.utf8.count), endianness: .little)
        bytes.writeString(text)
    }

    private static func tooShort(_ bytes: ByteBuffer) -> TransformError {
        TransformError(.malformed, "a message of transforms ends before its fields do (at byte \(bytes.readerIndex))")
    }
}
