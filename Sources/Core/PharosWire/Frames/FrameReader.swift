// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// Cuts a byte stream into frames: no socket, no copies but for the frames that arrive in pieces.
///
/// A length beyond the limit is refused before any memory is taken for it.
package struct FrameReader {
    private let maximumPayload: Int
    /// What came and is not cut yet.
    private var incoming = ByteBuffer()
    /// The frame whose rest has not come yet; empty: there is none.
    private var begun = ByteBuffer()
    /// Room that is taken on the word of the length alone.
    private static let prepaid = 16 << 20

    package init(maximumPayload: Int = Frame.defaultMaximumPayload) { self.maximumPayload = maximumPayload }

    /// Bytes that wait for the rest of their frame.
    package var pendingBytes: Int { begun.readableBytes + incoming.readableBytes }

    /// Takes what came from the socket; call ``next()`` until it yields nothing.
    package mutating func append(_ bytes: ByteBuffer) {
        if incoming.readableBytes == 0 { incoming = bytes } else { incoming.writeImmutableBuffer(bytes) }
    }

    /// The next whole frame, or `nil` when more bytes are needed.
    /// - Throws: ``PharosError`` with `protocolViolation`: an unknown kind or a frame over the limit. The stream is
    ///   useless after that.
    package mutating func next() throws(PharosError) -> Frame? {
        if begun.readableBytes > 0 { return try nextBegun() }
        guard let header = try Header(of: incoming, maximumPayload), incoming.readableBytes >= header.whole else {
            if incoming.readableBytes > 0 { try begin() }
            return nil
        }
        incoming.moveReaderIndex(forwardBy: Frame.headerSize)
        guard let payload = incoming.readSlice(length: header.length) else { return nil }
        // What is cut out completely must not be kept for the frames to come.
        if incoming.readableBytes == 0 { incoming = ByteBuffer() }
        return header.frame(payload)
    }

    /// Puts what came of a frame into a buffer of its own, to which the rest is added.
    private mutating func begin() throws(PharosError) {
        begun = ByteBuffer()
        makeRoom(try Header(of: incoming, maximumPayload))
        begun.writeImmutableBuffer(incoming)
        incoming = ByteBuffer()
    }

    private mutating func nextBegun() throws(PharosError) -> Frame? {
        take(Frame.headerSize)
        guard let header = try Header(of: begun, maximumPayload) else { return nil }
        makeRoom(header)
        take(header.whole)
        guard begun.readableBytes == header.whole else { return nil }
        begun.moveReaderIndex(forwardBy: Frame.headerSize)
        defer { begun = ByteBuffer() }
        return header.frame(begun)
    }

    /// Completes the begun frame to that many bytes, if they are here.
    private mutating func take(_ count: Int) {
        let missing = count - begun.readableBytes
        guard missing > 0, incoming.readableBytes > 0 else { return }
        if incoming.readableBytes <= missing {
            begun.writeImmutableBuffer(incoming)
            incoming = ByteBuffer()
        } else if let piece = incoming.readSlice(length: missing) {
            begun.writeImmutableBuffer(piece)
        }
    }

    /// Room is made once for the whole frame, not at each piece of it; for a big one when a quarter of it is here, for an
    /// announced length alone is no reason to take memory.
    private mutating func makeRoom(_ header: Header?) {
        guard let whole = header?.whole, begun.capacity < whole else { return }
        let here = begun.readableBytes + incoming.readableBytes
        if whole <= FrameReader.prepaid || here >= whole / 4 { begun.reserveCapacity(whole) }
    }
}

/// A frame's header.
private struct Header {
    var length: Int
    var kind: FrameKind
    var flags: UInt8
    var encoding: UInt16
    var stream: UInt32

    /// Header and payload.
    var whole: Int { Frame.headerSize + length }

    /// The header at the beginning of `buffer`; `nil` when it is not complete yet.
    init?(of buffer: ByteBuffer, _ maximumPayload: Int) throws(PharosError) {
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
        self.length = Int(length)
        self.kind = kind
        self.flags = flags
        self.encoding = encoding
        self.stream = stream
    }

    func frame(_ payload: ByteBuffer) -> Frame {
        Frame(kind, stream: stream, encoding: Encoding(rawValue: encoding), flags: flags, payload: payload)
    }
}
