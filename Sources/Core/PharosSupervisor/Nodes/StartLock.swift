// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The lock that decides who may start a node, held as long as the node is supervised.
struct StartLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: ``PharosError`` with `busy` when another supervisor has it.
    init(_ key: NodeKey, in directory: RuntimeDirectory) throws(PharosError) {
        let path = directory.startLock(key)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw PharosError(.environment, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        // A client that is just starting the node holds it for a moment.
        for _ in 0..<250 {
            if pharos_try_lock(descriptor) == 0 { return }
            usleep(20_000)
        }
        close(descriptor)
        throw PharosError(.busy, "another 'pharos up' looks after the node \(key) already (\(path) is locked)")
    }

    deinit { close(descriptor) }
}
