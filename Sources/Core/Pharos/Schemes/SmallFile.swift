// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files that somebody else wrote and that have to be short.
enum SmallFile {
    /// The bytes of a file; `nil` when there is none.
    static func read(_ path: String, limit: Int) throws(PharosError) -> [UInt8]? {
        // A pipe of that name must not make us wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw PharosError(.environment, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        return try read(descriptor, limit: limit)
    }

    /// The bytes of an open file.
    static func read(_ descriptor: Int32, limit: Int) throws(PharosError) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw PharosError(.environment, "it is not a file")
        }
        guard status.st_size <= limit else {
            throw PharosError(.invalidValue, "at most \(limit) bytes are expected, \(status.st_size) came")
        }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { all in
                let rest = UnsafeMutableRawBufferPointer(rebasing: all[count...])
                return pread(descriptor, rest.baseAddress, rest.count, off_t(count))
            }
            guard got >= 0 else { throw PharosError(.environment, String(cString: strerror(errno))) }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw PharosError(.invalidValue, "at most \(limit) bytes are expected, more came") }
        return Array(bytes[..<count])
    }

    /// The names in a directory that begin with `prefix`, sorted; none when it cannot be read.
    static func names(in directory: String, prefix: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { pointer -> String? in
                    strncmp(pointer, prefix, prefix.utf8.count) == 0 ? String(cString: pointer) : nil
                }
            }
            if let name { names.append(name) }
        }
        return names.sorted()
    }
}
