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

/// The proof that this process is the one node for its key: an advisory lock held for life. Who holds it may remove
/// a socket that a dead node left, so nobody ever guesses from process numbers.
struct NodeLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock, or returns `nil` when another node holds it.
    init?(_ key: NodeKey, in directory: RuntimeDirectory) throws(PharosError) {
        let path = directory.lock(key)
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw PharosError(
                .environment, "the lock file \(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard pharos_try_lock(opened) == 0 else {
            close(opened)
            return nil
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
