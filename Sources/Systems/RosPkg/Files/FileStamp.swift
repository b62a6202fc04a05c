// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What identifies one state of a file or directory.
///
/// The change time is in it beside the modification time: it cannot be set back, so a file replaced by one with the
/// same size and a copied modification time is still seen as another.
package struct FileStamp: Hashable, Sendable {
    package var device: UInt64 = 0
    package var inode: UInt64 = 0
    package var size: Int64 = 0
    /// Nanoseconds since 1970.
    package var modified: Int64 = 0
    package var changed: Int64 = 0

    package init() {}

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        #if canImport(Darwin)
            modified = FileStamp.nanoseconds(status.st_mtimespec)
            changed = FileStamp.nanoseconds(status.st_ctimespec)
        #else
            modified = FileStamp.nanoseconds(status.st_mtim)
            changed = FileStamp.nanoseconds(status.st_ctim)
        #endif
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// The later of the two times.
    package var latest: Int64 { max(modified, changed) }
}
