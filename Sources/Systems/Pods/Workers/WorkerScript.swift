// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The worker's source as a file: written once for each version, under the hash of its text, where interpreters can
/// keep what they compile.
enum WorkerScript {
    private static let written = NIOLockedValueBox<String?>(nil)

    /// The file, written when it is not there yet.
    /// - Throws: ``PodError`` `startFailed`.
    static func path() throws(PodError) -> String {
        if let path = written.withLockedValue({ $0 }), access(path, R_OK) == 0 { return path }
        let text = PackageResources.pod_worker_py
        let folder = try folder()
        let path = "\(folder)/pod_worker-\(hash(text)).py"
        if !isWhole(path, text.count) { try write(text, to: path) }
        written.withLockedValue { $0 = path }
        return path
    }

    /// FNV-1a: it tells versions apart, no more.
    private static func hash(_ text: [UInt8]) -> String {
        String(text.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }

    /// A folder that is this user's alone: another could put a file of theirs there.
    private static func folder() throws(PodError) -> String {
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let temporary = (variable("TMPDIR") ?? "/tmp") + "/pharos-pods-\(geteuid())"
        let places = [variable("XDG_CACHE_HOME"), variable("HOME").map { $0 + "/.cache" }].compactMap { $0 }
        for place in places.map({ $0 + "/pharos-pods" }) + [temporary] {
            mkdir(String(place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex)), 0o700)
            mkdir(place, 0o700)
            var status = stat()
            if lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
                status.st_mode & 0o022 == 0, access(place, W_OK) == 0
            {
                return place
            }
        }
        throw PodError(
            .startFailed, "there is no folder for the worker's file: neither ~/.cache nor \(temporary) can be used")
    }

    private static func isWhole(_ path: String, _ size: Int) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_size == size && status.st_uid == geteuid()
    }

    /// Under another name first: who finds the file finds all of it.
    private static func write(_ text: [UInt8], to path: String) throws(PodError) {
        let draft = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        guard let file = fopen(draft, "wxe") else {
            throw PodError(
                .startFailed, "the worker cannot be written to \(draft): \(String(cString: strerror(errno)))")
        }
        let count = fwrite(text, 1, text.count, file)
        guard fclose(file) == 0, count == text.count, rename(draft, path) == 0 else {
            unlink(draft)
            throw PodError(.startFailed, "the worker cannot be written to \(path): \(String(cString: strerror(errno)))")
        }
    }
}
