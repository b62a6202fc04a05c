// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// The checksum of ISO 3309, as zlib and MCAP use it, eight bytes a step.
struct CRC32 {
    private static let tables: [[UInt32]] = {
        var tables = [[UInt32]](repeating: [UInt32](repeating: 0, count: 256), count: 8)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
            tables[0][byte] = value
        }
        for step in 1..<8 {
            for byte in 0..<256 {
                let before = tables[step - 1][byte]
                tables[step][byte] = before >> 8 ^ tables[0][Int(before & 0xff)]
            }
        }
        return tables
    }()
    /// The same in one piece of memory, which is faster to reach.
    private static let flat: [UInt32] = tables.flatMap { $0 }

    private var state: UInt32 = 0xffff_ffff

    var value: UInt32 { ~state }

    mutating func update(_ bytes: ByteBuffer) {
        var state = state
        bytes.withUnsafeReadableBytes { memory in
            CRC32.flat.withUnsafeBufferPointer { table in
                var at = 0
                while at + 8 <= memory.count {
                    let low = UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: at, as: UInt32.self)) ^ state
                    let high = UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                    let first = table[7 * 256 + Int(low & 0xff)] ^ table[6 * 256 + Int(low >> 8 & 0xff)]
                    let second = table[5 * 256 + Int(low >> 16 & 0xff)] ^ table[4 * 256 + Int(low >> 24)]
                    let third = table[3 * 256 + Int(high & 0xff)] ^ table[2 * 256 + Int(high >> 8 & 0xff)]
                    let fourth = table[256 + Int(high >> 16 & 0xff)] ^ table[Int(high >> 24)]
                    state = first ^ second ^ third ^ fourth
                    at += 8
                }
                while at < memory.count {
                    state = state >> 8 ^ table[Int((state ^ UInt32(memory[at])) & 0xff)]
                    at += 1
                }
            }
        }
        self.state = state
    }

    static func of(_ bytes: ByteBuffer) -> UInt32 {
        var checksum = CRC32()
        checksum.update(bytes)
        return checksum.value
    }
}
