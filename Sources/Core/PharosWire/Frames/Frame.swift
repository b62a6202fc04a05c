// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// What a frame carries. The numbers are the wire's and never change their meaning (Docs/Wire.md).
package enum FrameKind: UInt8, Sendable {
    /// Client → node, first: `Hello`.
    case hello = 1
    /// Node → client, first: `Welcome`.
    case welcome = 2
    /// Client → node: `Request`; stream = request number.
    case request = 3
    /// Node → client: `Reply` to the request of that number.
    case reply = 4
    /// Either way: `Failure` of the request, subscription or served call of that number.
    case failure = 5
    /// Node → client: ``SampleHeader`` and bytes; stream = subscription.
    case sample = 6
    /// Client → node: samples and bytes the subscription may send on top of what it has.
    case credit = 7
    /// Client → node: ``CallHeader`` and the request's bytes.
    case call = 8
    /// Node → client: ``SampleHeader`` and bytes that answer a call, read or write.
    case result = 9
    /// Client → node: ``CallHeader`` and the value's bytes.
    case write = 10
    /// Client → node: ``CallHeader`` without bytes.
    case read = 11
    /// Node → client: `Schema`, always before the first frame that names its number.
    case schema = 12
    /// Node → client: `ResourceChange`; stream = watch.
    case event = 13
    /// Client → node: the request of that number is no longer wanted.
    case cancel = 14
    /// Node → client: a call of a resource that the client serves; stream = served resource.
    case servedCall = 15
    /// Client → node: the answer to it.
    case servedResult = 16
    /// Either way: is anybody there?
    case ping = 17
    /// The answer.
    case pong = 18
    /// Node → client: the node is leaving on purpose.
    case goodbye = 19
}

/// One frame: a 12-byte header and a payload, little endian.
///
/// `length u32 (of the payload) | kind u8 | flags u8 | encoding u16 | stream u32`
package struct Frame: Sendable {
    package static let headerSize = 12
    /// Flag of a `failure` frame: its stream is a subscription's number, not a request's.
    package static let aboutSubscription: UInt8 = 1
    /// What both sides refuse to read unless told otherwise: 256 MiB.
    package static let defaultMaximumPayload = 256 << 20

    package var kind: FrameKind
    package var flags: UInt8
    package var encoding: Encoding
    package var stream: UInt32
    package var payload: ByteBuffer

    package init(
        _ kind: FrameKind, stream: UInt32 = 0, encoding: Encoding = .raw, flags: UInt8 = 0,
        payload: ByteBuffer = ByteBuffer()
    ) {
        self.kind = kind
        self.flags = flags
        self.encoding = encoding
        self.stream = stream
        self.payload = payload
    }

    /// Writes a header for a payload of `length` bytes that follows on its own.
    package static func writeHeader(
        _ kind: FrameKind, flags: UInt8 = 0, encoding: Encoding, stream: UInt32, length: Int, into buffer: inout ByteBuffer
    ) {
        buffer.writeMultipleIntegers(
            UInt32(length), kind.rawValue, flags, encoding.rawValue, stream, endianness: .little)
    }

    /// Header and payload in one buffer.
    package func serialized(allocator: ByteBufferAllocator = ByteBufferAllocator()) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: Frame.headerSize + payload.readableBytes)
        Frame.writeHeader(
            kind, flags: flags, encoding: encoding, stream: stream, length: payload.readableBytes, into: &buffer)
        buffer.writeImmutableBuffer(payload)
        return buffer
    }
}
