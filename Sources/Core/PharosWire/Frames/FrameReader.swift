// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Framing
package import NIOCore
package import PharosModel

/// Cuts a byte stream into frames, and gives the socket the memory to read into: no socket, no copies but for small
/// frames that arrive in pieces.
///
/// A length beyond the limit is refused before any memory is taken for it.
package struct FrameReader {
    private let maximumPayload: Int
    private var cutter = FrameCutter()

    package init(maximumPayload: Int = Frame.defaultMaximumPayload) { self.maximumPayload = maximumPayload }

    /// Bytes that wait for the rest of their frame.
    package var pendingBytes: Int { cutter.pendingBytes }

    /// The memory for the next read; see ``FrameCutter/room()``.
    package mutating func room() -> ByteBuffer { cutter.room() }

    /// Notes how much a read brought.
    package mutating func record(_ count: Int) { cutter.record(count) }

    /// Takes what came from the socket; call ``next()`` until it yields nothing.
    package mutating func append(_ bytes: ByteBuffer) { cutter.append(bytes) }

    /// The next whole frame, or `nil` when more bytes are needed.
    /// - Throws: ``PharosError`` with `protocolViolation`: an unknown kind or a frame over the limit. The stream is
    ///   useless after that.
    package mutating func next() throws(PharosError) -> Frame? {
        let limit = maximumPayload
        let frame = try cutter.next(head: Frame.headerSize) { head throws(PharosError) in
            guard let length = head.getInteger(at: head.readerIndex, endianness: .little, as: UInt32.self) else { return 0 }
            guard Int(length) <= limit else {
                throw PharosError(
                    .protocolViolation, "a frame of \(length) bytes came where at most \(limit) are accepted")
            }
            let kind = head.getInteger(at: head.readerIndex + 4, as: UInt8.self) ?? 0
            guard FrameKind(rawValue: kind) != nil else {
                throw PharosError(.protocolViolation, "a frame of unknown kind \(kind) came (length \(length))")
            }
            return Frame.headerSize + Int(length)
        }
        guard !cutter.hasLost else {
            throw PharosError(.protocolViolation, "the rest of a frame was lost between the socket and its reader")
        }
        return frame.flatMap(Frame.init(whole:))
    }
}

extension Frame {
    /// A frame from all its bytes, whose header was looked at already.
    fileprivate init?(whole: ByteBuffer) {
        var payload = whole
        guard
            let (_, rawKind, flags, encoding, stream) = payload.readMultipleIntegers(
                endianness: .little, as: (UInt32, UInt8, UInt8, UInt16, UInt32).self),
            let kind = FrameKind(rawValue: rawKind)
        else { return nil }
        self.init(kind, stream: stream, encoding: Encoding(rawValue: encoding), flags: flags, payload: payload)
    }
}
