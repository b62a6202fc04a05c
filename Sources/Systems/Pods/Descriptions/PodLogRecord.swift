// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Something a pod printed or logged.
public struct PodLogRecord: Sendable, Hashable {
    /// Where it came from.
    public enum Source: Sendable, Hashable {
        /// Standard output: `print`, and what C code writes.
        case output
        /// Standard error: warnings, and what C code writes.
        case error
        /// Python's `logging`.
        case logging
    }

    /// Where it came from.
    public var source: Source
    /// Python's level: 10 debug, 20 info, 30 warning, 40 error, 50 critical. Standard output counts as 20, standard error
    /// as 30.
    public var level: Int
    /// The name of the logger, for `logging`.
    public var logger: String?
    /// The text.
    public var message: String
    /// The source file that logged, for `logging`.
    public var file: String?
    /// The line in it.
    public var line: Int?
    /// The process that wrote it.
    public var pid: Int32
}
