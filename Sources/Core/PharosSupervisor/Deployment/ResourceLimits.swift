// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a node process may use; the system enforces it (setrlimit(2)). `nil`: as much as the supervisor may.
public struct ResourceLimits: Sendable, Hashable {
    /// Bytes of private memory (`RLIMIT_DATA`): a node that wants more fails and is started again.
    public var memory: UInt64?
    /// Open files and sockets (`RLIMIT_NOFILE`).
    public var openFiles: UInt64?
    /// Seconds of processor time in one life (`RLIMIT_CPU`).
    public var cpuSeconds: UInt64?
    /// Bytes of a core dump (`RLIMIT_CORE`).
    public var coreDump: UInt64?

    /// No limits.
    public init() {}
}
