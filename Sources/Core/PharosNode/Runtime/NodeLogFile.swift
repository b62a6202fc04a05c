// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file that a node's standard error goes to. It never grows beyond twice ``limit``: a full one is moved aside,
/// in place of the one before.
struct NodeLogFile: Sendable {
    /// 4 MiB.
    static let limit = 4 << 20

    let path: String

    /// Moves a full log aside and goes on in a new one. Does nothing when standard error is something else: a
    /// terminal, a supervisor's pipe.
    func rotateWhenLarge() {
        var own = stat()
        var named = stat()
        guard fstat(STDERR_FILENO, &own) == 0, stat(path, &named) == 0, own.st_ino == named.st_ino,
            own.st_dev == named.st_dev, own.st_size > NodeLogFile.limit, rename(path, path + ".1") == 0
        else { return }
        let fresh = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard fresh >= 0 else { return }
        dup2(fresh, STDERR_FILENO)
        dup2(fresh, STDOUT_FILENO)
        close(fresh)
    }
}
