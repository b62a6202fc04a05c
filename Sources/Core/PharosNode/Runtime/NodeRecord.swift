// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The small file beside a node's socket by which `pharos node ps` knows which node the socket belongs to.
enum NodeRecord {
    static func write(_ key: NodeKey, in directory: RuntimeDirectory) throws(PharosError) {
        let text = "scheme=\(key.scheme)\nauthority=\(key.authority)\nprofile=\(key.profile)\npid=\(getpid())\n"
        let path = directory.record(key)
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw PharosError(.environment, "\(temporary) cannot be written: \(String(cString: strerror(errno)))")
        }
        let bytes = Array(text.utf8)
        let written = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard written == bytes.count, rename(temporary, path) == 0 else {
            throw PharosError(.environment, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
