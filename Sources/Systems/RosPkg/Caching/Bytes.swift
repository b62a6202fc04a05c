// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Appends integers and texts.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func count(_ value: Int) { integer(UInt32(truncatingIfNeeded: value)) }

    mutating func string(_ text: String) {
        count(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func stamp(_ stamp: FileStamp) {
        integer(stamp.device)
        integer(stamp.inode)
        integer(stamp.size)
        integer(stamp.modified)
        integer(stamp.changed)
    }
}

/// Reads them back; nil where the bytes end too soon.
struct ByteReader {
    let buffer: UnsafeRawBufferPointer
    var position: Int

    mutating func integer<Value: FixedWidthInteger>() -> Value? {
        let size = MemoryLayout<Value>.size
        guard buffer.count - position >= size else { return nil }
        defer { position += size }
        return Value(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: Value.self))
    }

    /// A number of things that take at least so many bytes each: never more than the file can hold.
    mutating func count(atLeast size: Int) -> Int? {
        guard let value: UInt32 = integer(), Int(value) <= (buffer.count - position) / size else { return nil }
        return Int(value)
    }

    mutating func string() -> String? {
        guard let length = count(atLeast: 1) else { return nil }
        defer { position += length }
        return String(decoding: buffer[position..<(position + length)], as: UTF8.self)
    }

    mutating func stamp() -> FileStamp? {
        guard let device: UInt64 = integer(), let inode: UInt64 = integer(), let size: Int64 = integer(),
            let modified: Int64 = integer(), let changed: Int64 = integer()
        else { return nil }
        var stamp = FileStamp()
        stamp.device = device
        stamp.inode = inode
        stamp.size = size
        stamp.modified = modified
        stamp.changed = changed
        return stamp
    }
}
