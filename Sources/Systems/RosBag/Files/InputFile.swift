// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is read from: a file, opened as long as this lives, or bytes in memory.
final class InputFile: Sendable {
    private enum Storage: Sendable {
        case file(Int32)
        case memory(ByteBuffer)
    }

    private let storage: Storage
    let size: Int
    let path: String

    init(path: String) throws(RosBagError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RosBagError.system("\(path) cannot be opened") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw RosBagError(.fileSystem, "\(path) is no file that can be read at any place")
        }
        storage = .file(descriptor)
        size = Int(status.st_size)
        self.path = path
    }

    init(bytes: ByteBuffer) {
        storage = .memory(bytes)
        size = bytes.readableBytes
        path = "bytes in memory"
    }

    deinit { if case .file(let descriptor) = storage { close(descriptor) } }

    /// Exactly these bytes.
    /// - Parameter spares: where memory comes from. Default: the allocator.
    /// - Throws: `truncated` when the file has not so many, before memory is taken.
    func read(at offset: Int, count: Int, into spares: SpareBuffers? = nil) throws(RosBagError) -> ByteBuffer {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw RosBagError(
                .truncated, "\(count) bytes are expected, the file has \(max(0, size - max(0, offset)))", offset: offset)
        }
        switch storage {
        case .memory(let bytes):
            return bytes.getSlice(at: bytes.readerIndex + offset, length: count) ?? ByteBuffer()
        case .file(let descriptor):
            guard count <= BagFormat.maximumChunkLength * 2 else {
                throw RosBagError(.limitExceeded, "\(count) bytes in one piece are more than allowed", offset: offset)
            }
            var buffer = spares?.take(count) ?? ByteBufferAllocator().buffer(capacity: count)
            var failure: RosBagError?
            _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory in
                var done = 0
                while done < count, let start = memory.baseAddress {
                    let got = pread(descriptor, start + done, count - done, off_t(offset + done))
                    if got < 0, errno == EINTR { continue }
                    if got < 0 { failure = RosBagError.system("\(path) cannot be read") }
                    if got == 0 { failure = RosBagError(.truncated, "the file became shorter", offset: offset + done) }
                    if got <= 0 { break }
                    done += got
                }
                return done
            }
            if let failure { throw failure }
            return buffer
        }
    }
}

extension RosBagError {
    /// A failure with the system's own words.
    static func system(_ what: String) -> RosBagError {
        RosBagError(.fileSystem, "\(what): \(String(cString: strerror(errno)))")
    }
}
