// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is written from front to back. Until it is finished it is called `.active`, as `rosbag record` has it,
/// so that nobody takes half a file for a whole one.
final class OutputFile {
    let path: String
    private var descriptor: Int32
    private(set) var position = 0
    private let activePath: String
    var isOpen: Bool { descriptor >= 0 }

    /// - Throws: `fileSystem` when a file of that name, finished or not, is there already, unless `replaces`.
    init(path: String, replaces: Bool, suffix: String = ".active") throws(RosBagError) {
        self.path = path
        activePath = path + suffix
        if !replaces, access(path, F_OK) == 0 {
            throw RosBagError(.fileSystem, "\(path) exists already; take another name or say that it may be replaced")
        }
        // What a repair left that was ended is of no use; what a recorder left is.
        let isPrecious = !replaces && suffix == ".active"
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (isPrecious ? O_EXCL : O_TRUNC)
        descriptor = open(activePath, flags, 0o644)
        guard descriptor >= 0 else { throw RosBagError.system("\(activePath) cannot be written") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func append(_ pieces: ByteBuffer...) throws(RosBagError) {
        for piece in pieces {
            try write(piece, at: position)
            position += piece.readableBytes
        }
    }

    func rewrite(_ bytes: ByteBuffer, at offset: Int) throws(RosBagError) { try write(bytes, at: offset) }

    private func write(_ bytes: ByteBuffer, at offset: Int) throws(RosBagError) {
        guard descriptor >= 0 else { throw RosBagError(.misuse, "\(path) is closed already") }
        let descriptor = descriptor
        let failure = bytes.withUnsafeReadableBytes { memory -> RosBagError? in
            var done = 0
            while done < memory.count, let start = memory.baseAddress {
                let count = pwrite(descriptor, start + done, memory.count - done, off_t(offset + done))
                if count < 0, errno == EINTR { continue }
                if count < 0 { return RosBagError.system("\(activePath) cannot be written") }
                done += count
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Closes the file under its final name.
    func finish() throws(RosBagError) {
        guard descriptor >= 0 else { return }
        let result = close(descriptor)
        descriptor = -1
        guard result == 0, rename(activePath, path) == 0 else {
            throw RosBagError.system("\(activePath) cannot become \(path)")
        }
    }
}
