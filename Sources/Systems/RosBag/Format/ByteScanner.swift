// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// Reads little-endian numbers and pieces from memory; every read checks what is left.
struct ByteScanner {
    let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = min(max(position, 0), bytes.count)
    }

    var remaining: Int { bytes.count - position }

    mutating func number<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
        guard remaining >= MemoryLayout<T>.size else { return nil }
        defer { position += MemoryLayout<T>.size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    mutating func piece(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// A piece with its length, four bytes, before it.
    mutating func sized() -> UnsafeRawBufferPointer? {
        guard let count: UInt32 = number() else { return nil }
        return piece(Int(count))
    }
}

/// A moment as one number that orders like time: seconds in the upper half.
struct TimeKey: Comparable, Hashable {
    var bits: UInt64

    init(bits: UInt64) { self.bits = bits }
    init(_ time: ROSTime) { bits = UInt64(time.secs) << 32 | UInt64(time.nsecs) }

    /// From the eight bytes in a file: seconds first, each little-endian.
    init(file: UInt64) { bits = file << 32 | file >> 32 }

    var time: ROSTime {
        ROSTime(secs: UInt32(truncatingIfNeeded: bits >> 32), nsecs: UInt32(truncatingIfNeeded: bits))
    }
    /// The eight bytes in a file as a little-endian number.
    var file: UInt64 { bits << 32 | bits >> 32 }

    static func < (left: TimeKey, right: TimeKey) -> Bool { left.bits < right.bits }
}
