// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The few things that this library does with files, with errors in words.
enum FileAccess {
    /// The path with all symbolic links followed; `nil` when there is nothing.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isFolder(_ path: String) -> Bool { mode(path) == S_IFDIR }
    static func isFile(_ path: String) -> Bool { mode(path) == S_IFREG }
    static func isExecutable(_ path: String) -> Bool { isFile(path) && access(path, X_OK) == 0 }

    /// Size and time of change, which tell whether a file is the one that was seen before.
    static func stamp(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ino)"
    }

    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// The names in a folder in order, hidden ones among them.
    static func names(in folder: String) throws(PodEnvironmentError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw PodEnvironmentError(.fileSystem, "the folder \(folder) cannot be read: \(String(cString: strerror(errno)))")
        }
    }

    /// A text file that somebody wrote by hand.
    /// - Throws: `fileSystem` when it cannot be read, `malformed` when it is longer than a MiB or no UTF-8.
    static func text(_ path: String, maximumLength: Int = 1 << 20) throws(PodEnvironmentError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw PodEnvironmentError(.fileSystem, "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                throw PodEnvironmentError(.fileSystem, "\(path) cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maximumLength else {
                throw PodEnvironmentError(.malformed, "\(path) has more than \(maximumLength) bytes")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PodEnvironmentError(.malformed, "\(path) is no UTF-8 text")
        }
        return text
    }

    /// Writes a file so that nobody ever sees half of it.
    static func write(_ text: String, to path: String) throws(PodEnvironmentError) {
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        var isWritten = true
        Array(text.utf8).withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard count > 0 else {
                    isWritten = false
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            let error = cannotWrite(path)
            unlink(temporary)
            throw error
        }
    }

    static func makeFolder(_ path: String) throws(PodEnvironmentError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw PodEnvironmentError(.fileSystem, "the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    /// Removes a file or a folder with all that is in it; links are removed, not followed. What is not there is no error.
    static func remove(_ path: String) throws(PodEnvironmentError) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            var status = stat()
            guard lstat(path, &status) != 0 else {
                throw PodEnvironmentError(.fileSystem, "\(path) cannot be removed: \(error)")
            }
        }
    }

    private static func cannotWrite(_ path: String) -> PodEnvironmentError {
        PodEnvironmentError(.fileSystem, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
