// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PharosModel

import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where nodes are found: a directory of this user alone, with a socket, a lock, a log and a record for each node.
///
/// `$PHAROS_RUNTIME_DIR`, else `$XDG_RUNTIME_DIR/pharos`, else `pharos-<uid>` in the temporary directory; mode 0700.
package struct RuntimeDirectory: Sendable, Hashable {
    package let path: String

    /// A socket path must fit `sockaddr_un`; the longest file is `<stem>.sock`.
    private static let longestFileName = 16 + 1 + 16 + 5
    private static let longestSocketPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// The directory, made when missing, refused when others could get at it.
    package init(environment: [String: String] = RuntimeDirectory.processEnvironment()) throws(PharosError) {
        let (path, source) = RuntimeDirectory.candidate(environment)
        try self.init(path: path, source: source)
    }

    /// A given directory.
    package init(path: String, source: String = "the given runtime directory") throws(PharosError) {
        self.path = path
        let needed = path.utf8.count + 1 + RuntimeDirectory.longestFileName
        guard needed <= RuntimeDirectory.longestSocketPath else {
            throw PharosError(
                .environment,
                "\(source) is too long for Unix sockets: \(needed) bytes where \(RuntimeDirectory.longestSocketPath) fit "
                    + "(\(path)). Set PHAROS_RUNTIME_DIR to a shorter directory.")
        }
        try prepare(source)
    }

    private static func candidate(_ environment: [String: String]) -> (String, String) {
        if let own = environment["PHAROS_RUNTIME_DIR"], !own.isEmpty { return (own, "PHAROS_RUNTIME_DIR") }
        if let xdg = environment["XDG_RUNTIME_DIR"], !xdg.isEmpty, access(xdg, W_OK) == 0 {
            return (xdg + "/pharos", "XDG_RUNTIME_DIR")
        }
        let temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        return ("\(temporary)/pharos-\(getuid())", "the temporary directory")
    }

    private func prepare(_ source: String) throws(PharosError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            let reason = String(cString: strerror(errno))
            throw PharosError(
                .environment,
                "the runtime directory \(path) (from \(source)) cannot be made: \(reason). "
                    + "Set PHAROS_RUNTIME_DIR to a directory that you may write.")
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw PharosError(.environment, "the runtime directory \(path) (from \(source)) is not a directory")
        }
        guard status.st_uid == getuid() else {
            throw PharosError(
                .environment,
                "the runtime directory \(path) belongs to user \(status.st_uid), not to you (\(getuid())). "
                    + "Set PHAROS_RUNTIME_DIR to a directory of your own.")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw PharosError(
                .environment, "the runtime directory \(path) is open to others; run: chmod 700 \(path)")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw PharosError(
                .environment,
                "the runtime directory \(path) (from \(source)) is not writable. Set PHAROS_RUNTIME_DIR to one that is.")
        }
    }

    /// The files of one node.
    package func socket(_ key: NodeKey) -> String { "\(path)/\(key.stem).sock" }
    package func startLock(_ key: NodeKey) -> String { "\(path)/\(key.stem).start" }
    package func lock(_ key: NodeKey) -> String { "\(path)/\(key.stem).lock" }
    package func log(_ key: NodeKey) -> String { "\(path)/\(key.stem).log" }
    package func record(_ key: NodeKey) -> String { "\(path)/\(key.stem).node" }

    /// The names of all files in it.
    package func files() -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The environment of this process as a dictionary.
    package static func processEnvironment() -> [String: String] {
        ProcessInfo.processInfo.environment
    }
}
