// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads what a node appends to its log, also over the moment in which a full log is moved aside.
struct LogFollower {
    private let path: String
    private var descriptor: Int32 = -1
    private var inode: ino_t = 0
    private var rest: [UInt8] = []

    /// What one look reads at most; a node that writes more is read further the next time.
    private static let maximumBytes = 1 << 18
    /// A longer line is cut.
    private static let maximumLine = 16 << 10

    /// - Parameter skipsPast: whether what stands there already is left out.
    init(path: String, skipsPast: Bool) {
        self.path = path
        reopen()
        if skipsPast, descriptor >= 0 { lseek(descriptor, 0, SEEK_END) }
    }

    /// The lines that were finished since the last look.
    mutating func lines() -> [String] {
        var bytes = read()
        // A file with another inode under the name: the old one is read to its end first, then the new one begun.
        var status = stat()
        if bytes.isEmpty, stat(path, &status) == 0, status.st_ino != inode || descriptor < 0 {
            close()
            reopen()
            bytes = read()
        }
        rest += bytes
        var lines: [String] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: rest[..<end].prefix(LogFollower.maximumLine), as: UTF8.self))
            rest.removeSubrange(...end)
        }
        if rest.count > LogFollower.maximumLine {
            lines.append(String(decoding: rest.prefix(LogFollower.maximumLine), as: UTF8.self))
            rest = []
        }
        return lines
    }

    /// Lets go of the file.
    mutating func close() {
        guard descriptor >= 0 else { return }
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
        descriptor = -1
    }

    private mutating func reopen() {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        inode = descriptor >= 0 && fstat(descriptor, &status) == 0 ? status.st_ino : 0
    }

    private func read() -> [UInt8] {
        guard descriptor >= 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: LogFollower.maximumBytes) { buffer, count in
            #if canImport(Glibc)
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #else
            let got = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            count = max(0, got)
        }
    }
}
