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
    /// The header of the frame that is cut next.
    private var begun = FrameHeader()

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
        let whole = try cutter.next(head: Frame.headerSize) { head throws(PharosError) in
            let header = try FrameHeader(head)
            guard header.length <= limit else {
                throw PharosError(
                    .protocolViolation, "a frame of \(header.length) bytes came where at most \(limit) are accepted")
            }
            begun = header
            return Frame.headerSize + header.length
        }
        guard !cutter.hasLost else {
            throw PharosError(.protocolViolation, "the rest of a frame was lost between the socket and its reader")
        }
        guard var payload = whole else { return nil }
        payload.moveReaderIndex(forwardBy: Frame.headerSize)
        return Frame(
            begun.kind, stream: begun.stream, encoding: begun.encoding, flags: begun.flags, payload: payload)
    }
}

/// What stands before a frame's payload.
private struct FrameHeader {
    var length = 0
    var kind = FrameKind.ping
    var flags: UInt8 = 0
    var encoding = Encoding.raw
    var stream: UInt32 = 0

    init() {}

    /// The header at the beginning of `bytes`, which are enough for one.
    init(_ bytes: ByteBuffer) throws(PharosError) {
        // Looked at as two numbers: each look at a buffer costs as much as the rest.
        guard
            let (first, stream) = bytes.getMultipleIntegers(
                at: bytes.readerIndex, endianness: .little, as: (UInt64, UInt32).self)
        else { throw PharosError(.protocolViolation, "a frame's header is cut short") }
        length = Int(first & 0xffff_ffff)
        let rawKind = UInt8(truncatingIfNeeded: first >> 32)
        guard let kind = FrameKind(rawValue: rawKind) else {
            throw PharosError(.protocolViolation, "a frame of unknown kind \(rawKind) came (length \(length))")
        }
        self.kind = kind
        flags = UInt8(truncatingIfNeeded: first >> 40)
        encoding = Encoding(rawValue: UInt16(truncatingIfNeeded: first >> 48))
        self.stream = stream
    }
}
