// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Tells the nodes of all machines apart, by what stays the same when one is started again: the machine and its boot,
/// its name, the user, the runtime directory (whose lock makes the node the only one of its key there), and the key.
enum NodeIdentity {
    /// Eight hexadecimal digits of an FNV-1a hash.
    static func digits(_ key: NodeKey, in directory: RuntimeDirectory) -> String {
        let parts = [
            firstLine("/etc/machine-id"), firstLine("/proc/sys/kernel/random/boot_id"), firstLine("/proc/sys/kernel/hostname"),
            "\(getuid())", directory.path, key.stem,
        ]
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in parts.joined(separator: "\u{0}").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(UInt32(truncatingIfNeeded: hash ^ (hash >> 32)), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func firstLine(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return "" }
        return line.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 && $0 != 10 }, as: UTF8.self) }
    }
}
