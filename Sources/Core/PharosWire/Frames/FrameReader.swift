// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// Cuts a byte stream into frames: no socket, no copies but for frames that arrive in pieces.
///
/// A length beyond the limit is refused before any memory is taken for it.
package struct FrameReader {
    private let maximumPayload: Int
    private var pending: ByteBuffer?
    /// Room that is taken on the word of the length alone.
    private static let prepaid = 16 << 20

    package init(maximumPayload: Int = Frame.defaultMaximumPayload) { self.maximumPayload = maximumPayload }

    /// Bytes that wait for the rest of their frame.
    package var pendingBytes: Int { pending?.readableBytes ?? 0 }

    /// Takes what came from the socket; call ``next()`` until it yields nothing.
    package mutating func append(_ incoming: ByteBuffer) {
        var incoming = incoming
        guard var joined = pending else {
            pending = incoming
            return
        }
        pending = nil
        if joined.readableBytes == 0 {
            pending = incoming
        } else {
            joined.writeBuffer(&incoming)
            pending = joined
        }
    }

    /// The next whole frame, or `nil` when more bytes are needed.
    /// - Throws: ``PharosError`` with `protocolViolation`: an unknown kind or a frame over the limit. The stream is
    ///   useless after that.
    package mutating func next() throws(PharosError) -> Frame? {
        guard var buffer = pending else { return nil }
        guard
            let (length, rawKind, flags, encoding, stream) = buffer.getMultipleIntegers(
                at: buffer.readerIndex, endianness: .little, as: (UInt32, UInt8, UInt8, UInt16, UInt32).self)
        else { return nil }
        guard Int(length) <= maximumPayload else {
            throw PharosError(
                .protocolViolation,
                "a frame of \(length) bytes came where at most \(maximumPayload) are accepted")
        }
        guard let kind = FrameKind(rawValue: rawKind) else {
            throw PharosError(.protocolViolation, "a frame of unknown kind \(rawKind) came (length \(length))")
        }
        pending = nil
        let whole = Frame.headerSize + Int(length)
        guard buffer.readableBytes >= whole else {
            buffer.discardReadBytes()
            // Room is made once for the whole frame, not at each piece of it; for a big one when a quarter of it is
            // here, for an announced length alone is no reason to take memory.
            if whole <= FrameReader.prepaid || buffer.readableBytes >= whole / 4 { buffer.reserveCapacity(whole) }
            pending = buffer
            return nil
        }
        buffer.moveReaderIndex(forwardBy: Frame.headerSize)
        guard let payload = buffer.readSlice(length: Int(length)) else { return nil }
        if buffer.readableBytes > 0 { pending = buffer }
        return Frame(kind, stream: stream, encoding: Encoding(rawValue: encoding), flags: flags, payload: payload)
    }
}
