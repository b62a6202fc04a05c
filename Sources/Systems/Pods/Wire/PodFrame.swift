// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// What travels between a pod's process and us: length of the rest (u32), kind (u8), call (u32), body (MessagePack).
/// `Resources/pod_worker.py` has the other side.
struct PodFrame: Sendable, Hashable {
    /// The protocol's version, in the greeting.
    static let version: Int64 = 1

    enum Kind: UInt8, Sendable {
        /// The configuration, first of all: a dict.
        case start = 1
        /// `[name, arguments, keywords, credit]`; credit 0 for what returns one value.
        case call
        /// The caller no longer waits; SIGUSR1 follows.
        case cancel
        /// So many more values of a stream may come.
        case credit
        /// What a handler of ours returned.
        case hostResult
        /// `[type, message]` of what it threw.
        case hostError
        /// Numbers of memory that is not used any more here.
        case release
        /// Asks for a ``pong``.
        case ping
        /// `pod.py` is imported: what it offers.
        case hello = 16
        /// It cannot be: as ``error``.
        case failed
        /// What a function returned.
        case result
        /// `[reason, exception, cause…]`.
        case error
        /// The call was ended, as asked.
        case cancelled
        /// Values follow.
        case stream
        /// A value of a stream.
        case item
        /// The end of a stream.
        case end
        /// `[current, maximum, message]`.
        case progress
        /// `[level, logger, message, file, line]`.
        case log
        /// `[name, arguments, keywords]`; the number is the pod's.
        case hostCall
        /// Numbers of memory that the pod gave up.
        case drop
        /// It is there and reads.
        case pong
    }

    var kind: Kind
    var call: UInt32
    var body: ByteBuffer
}

/// Bytes to frames. The length is checked before anything is kept for it.
struct PodFrameDecoder {
    let longest: Int
    private var buffer = ByteBuffer()

    init(longest: Int) { self.longest = longest }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            var bytes = bytes
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next whole frame.
    /// - Throws: ``PodError`` `protocolViolation`; nothing can be read after that.
    mutating func next() throws(PodError) -> PodFrame? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else {
            buffer.discardReadBytes()
            return nil
        }
        guard length >= 5, length <= longest else {
            throw PodError(
                .protocolViolation, "a message of the pod announces \(length) bytes; 5 to \(longest) are allowed")
        }
        guard buffer.readableBytes >= 4 + Int(length) else {
            buffer.discardReadBytes()
            buffer.reserveCapacity(minimumWritableBytes: min(4 + Int(length) - buffer.readableBytes, 1 << 20))
            return nil
        }
        guard let (_, number, call) = buffer.readMultipleIntegers(as: (UInt32, UInt8, UInt32).self),
            let body = buffer.readSlice(length: Int(length) - 5)
        else { return nil }
        guard let kind = PodFrame.Kind(rawValue: number), number >= PodFrame.Kind.hello.rawValue else {
            throw PodError(.protocolViolation, "a message of the pod is of the unknown kind \(number)")
        }
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return PodFrame(kind: kind, call: call, body: body)
    }
}

extension ByteBuffer {
    /// Writes a frame whose body `body` writes.
    mutating func writePodFrame<Failure: Error>(
        _ kind: PodFrame.Kind, _ call: UInt32, longest: Int, _ body: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(PodError) {
        let start = writerIndex
        writeMultipleIntegers(0 as UInt32, kind.rawValue, call)
        do {
            try body(&self)
        } catch {
            moveWriterIndex(to: start)
            throw error as? PodError ?? PodError(.unsupportedValue, "\(error)")
        }
        let length = writerIndex - start - 4
        guard length <= longest, let length = UInt32(exactly: length) else {
            moveWriterIndex(to: start)
            throw PodError(.limitExceeded, "the message has \(length) bytes; \(longest) are allowed")
        }
        setInteger(length, at: start)
    }
}
