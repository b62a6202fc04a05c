// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// Random serialised messages, the same in every run (SplitMix64).
struct RandomMessages: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A message of any content, with text in UTF-8 and truth values of 0 and 1.
    mutating func bytes(_ schema: MessageSchema) -> ByteBuffer {
        var bytes = ByteBuffer()
        write(.message(schema), depth: 0, &bytes)
        return bytes
    }

    private mutating func write(_ type: FieldType, depth: Int, _ bytes: inout ByteBuffer) {
        switch type {
        case .message(let schema):
            for field in schema.fields { write(field.type, depth: depth + 1, &bytes) }
        case .array(let element, let fixed):
            let count = fixed ?? Int.random(in: 0...(depth < 3 ? 4 : 1), using: &self)
            if fixed == nil { bytes.writeInteger(UInt32(count), endianness: .little) }
            for _ in 0..<count { write(element, depth: depth + 1, &bytes) }
        case .primitive(.string):
            let text = String(
                (0..<Int.random(in: 0...20, using: &self)).compactMap { _ in
                    "abcXYZ é€😀\n\"\\".randomElement(using: &self)
                })
            bytes.writeInteger(UInt32(text.utf8.count), endianness: .little)
            bytes.writeString(text)
        case .primitive(.bool): bytes.writeInteger(UInt8.random(in: 0...1, using: &self))
        case .primitive(let primitive):
            for _ in 0..<(primitive.size ?? 0) { bytes.writeInteger(UInt8.random(in: 0...255, using: &self)) }
        }
    }

    /// The bytes with a few of them changed, removed or added.
    mutating func damaged(_ bytes: ByteBuffer) -> ByteBuffer {
        var raw = Array(bytes.readableBytesView)
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...raw.count, using: &self)
            switch Int.random(in: 0..<3, using: &self) {
            case 0: raw.insert(UInt8.random(in: 0...255, using: &self), at: place)
            case 1: raw.removeLast(min(raw.count, Int.random(in: 0...8, using: &self)))
            default: if place < raw.count { raw[place] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &self) ?? 0 }
            }
        }
        return ByteBuffer(bytes: raw)
    }
}
