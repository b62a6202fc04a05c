// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Values to MessagePack with ``PodExtension``s.
struct PodValueWriter {
    /// Finds a place in shared memory for what is large; `nil` when it is to be sent as it is.
    protocol Sharing {
        /// The number under which the pod knows the memory, after it was handed over.
        func number(of memory: PodMemory) -> UInt64?
        /// Memory that holds the bytes from its beginning, when they are many enough.
        func place(_ bytes: ByteBuffer) -> UInt64?
    }

    /// Shares nothing.
    struct NoSharing: Sharing {
        func number(of memory: PodMemory) -> UInt64? { nil }
        func place(_ bytes: ByteBuffer) -> UInt64? { nil }
    }

    let sharing: any Sharing

    init(sharing: any Sharing = NoSharing()) { self.sharing = sharing }

    /// Appends a value.
    /// - Throws: ``PodError`` `limitExceeded` when it is nested too deep.
    func write(_ value: PodValue, into buffer: inout ByteBuffer, depth: Int = 0) throws(PodError) {
        guard depth <= PodExtension.maximumDepth else {
            throw PodError(.limitExceeded, "the value is nested deeper than \(PodExtension.maximumDepth)")
        }
        switch value {
        case .none: buffer.writeInteger(0xc0 as UInt8)
        case .bool(let flag): buffer.writeInteger(flag ? 0xc3 as UInt8 : 0xc2)
        case .int(let number): write(number, into: &buffer)
        case .double(let number): buffer.writeMultipleIntegers(0xcb as UInt8, number.bitPattern)
        case .string(let text): write(text, into: &buffer)
        case .bytes(let bytes):
            if let number = sharing.place(bytes) {
                try extend(.sharedBytes, into: &buffer) { body throws(PodError) in
                    head(3, 0x90, 16, nil, 0xdc, 0xdd, into: &body)
                    write(number, 0, into: &body)
                    write(Int64(bytes.readableBytes), into: &body)
                }
            } else {
                write(bytes, into: &buffer)
            }
        case .list(let elements): try write(elements, into: &buffer, depth: depth)
        case .tuple(let elements): try extend(.tuple, elements, into: &buffer, depth: depth)
        case .set(let elements): try extend(.set, elements, into: &buffer, depth: depth)
        case .frozenSet(let elements): try extend(.frozenSet, elements, into: &buffer, depth: depth)
        case .dictionary(let pairs): try write(pairs, into: &buffer, depth: depth)
        case .date(let date):
            try extend(.date, into: &buffer) { body throws(PodError) in write(date, into: &body) }
        case .time(let time):
            try extend(.time, into: &buffer) { body throws(PodError) in write(time, into: &body) }
        case .dateTime(let moment):
            try extend(.dateTime, into: &buffer) { body throws(PodError) in
                write(moment.date, into: &body)
                write(moment.time, into: &body)
            }
        case .timeDelta(let span):
            let days = (span.seconds >= 0 ? span.seconds : span.seconds &- 86399) / 86400
            try extend(.timeDelta, into: &buffer) { body throws(PodError) in
                body.writeMultipleIntegers(
                    Int32(clamping: days), Int32(clamping: span.seconds &- days &* 86400),
                    Int32(clamping: span.microseconds))
            }
        case .decimal(let text):
            try extend(.decimal, into: &buffer) { body throws(PodError) in body.writeString(text) }
        case .complex(let real, let imaginary):
            try extend(.complex, into: &buffer) { body throws(PodError) in
                body.writeMultipleIntegers(real.bitPattern, imaginary.bitPattern)
            }
        case .bigInteger(let number):
            try extend(.bigInteger, into: &buffer) { body throws(PodError) in body.writeBytes(number.bytes) }
        case .object(let object):
            try extend(.object, [.string(object.typeName), .dictionary(object.fields)], into: &buffer, depth: depth)
        case .enumeration(let member):
            try extend(
                .enumeration, [.string(member.typeName), .string(member.member), member.value], into: &buffer,
                depth: depth)
        case .array(let array): try write(array, into: &buffer)
        case .table(let table): try write(table, into: &buffer)
        }
    }

    // MARK: Arrays and tables

    private func write(_ array: PodArray, into buffer: inout ByteBuffer) throws(PodError) {
        if case .shared(let memory, let offset) = array.storage, let number = sharing.number(of: memory) {
            try extend(.sharedArray, into: &buffer) { body throws(PodError) in
                head(5, 0x90, 16, nil, 0xdc, 0xdd, into: &body)
                write(number, offset, into: &body)
                write(array, shapeInto: &body)
                write(Int64(array.byteCount), into: &body)
            }
        } else {
            try extend(.array, into: &buffer) { body throws(PodError) in
                head(3, 0x90, 16, nil, 0xdc, 0xdd, into: &body)
                write(array, shapeInto: &body)
                head(array.byteCount, nil, 0, 0xc4, 0xc5, 0xc6, into: &body)
                _ = array.withUnsafeBytes { body.writeBytes($0) }
            }
        }
    }

    private func write(_ table: PodTable, into buffer: inout ByteBuffer) throws(PodError) {
        try extend(.table, into: &buffer) { body throws(PodError) in
            if case .shared(let memory, let offset, let size) = table.storage, let number = sharing.number(of: memory) {
                head(4, 0x90, 16, nil, 0xdc, 0xdd, into: &body)
                write(table.kind.rawValue, into: &body)
                write(number, offset, into: &body)
                write(Int64(size), into: &body)
            } else {
                head(2, 0x90, 16, nil, 0xdc, 0xdd, into: &body)
                write(table.kind.rawValue, into: &body)
                table.withUnsafeBytes { bytes in
                    head(bytes.count, nil, 0, 0xc4, 0xc5, 0xc6, into: &body)
                    _ = body.writeBytes(bytes)
                }
            }
        }
    }

    private func write(_ array: PodArray, shapeInto body: inout ByteBuffer) {
        write(array.type.description, into: &body)
        head(array.shape.count, 0x90, 16, nil, 0xdc, 0xdd, into: &body)
        for extent in array.shape { write(Int64(extent), into: &body) }
    }

    private func write(_ number: UInt64, _ offset: Int, into body: inout ByteBuffer) {
        body.writeMultipleIntegers(0xcf as UInt8, number)
        write(Int64(offset), into: &body)
    }

    // MARK: Times

    private func write(_ date: PodDate, into body: inout ByteBuffer) {
        body.writeMultipleIntegers(UInt16(clamping: date.year), UInt8(clamping: date.month), UInt8(clamping: date.day))
    }

    private func write(_ time: PodTime, into body: inout ByteBuffer) {
        body.writeMultipleIntegers(
            UInt8(clamping: time.hour), UInt8(clamping: time.minute), UInt8(clamping: time.second),
            UInt32(clamping: time.microsecond), time.offset.map { Int32(clamping: $0) } ?? PodExtension.noOffset)
    }

    // MARK: Containers

    private func write(_ elements: some Collection<PodValue>, into buffer: inout ByteBuffer, depth: Int)
        throws(PodError)
    {
        head(elements.count, 0x90, 16, nil, 0xdc, 0xdd, into: &buffer)
        let done = elements.count < 16 ? 0 : writeNumbers(elements, into: &buffer)
        for element in elements.dropFirst(done) { try write(element, into: &buffer, depth: depth + 1) }
    }

    /// Writes numbers as long as there are nothing but numbers, without looking for room for each.
    /// - Returns: how many.
    private func writeNumbers(_ elements: some Collection<PodValue>, into buffer: inout ByteBuffer) -> Int {
        var done = 0
        // Nine bytes are the most that a number has.
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: elements.count * 9) { bytes in
            var at = 0
            for element in elements {
                switch element {
                case .double(let number):
                    bytes[at] = 0xcb
                    bytes.storeBytes(of: number.bitPattern.bigEndian, toByteOffset: at + 1, as: UInt64.self)
                    at += 9
                case .int(let number) where number >= -32 && number < 128:
                    bytes[at] = UInt8(truncatingIfNeeded: number)
                    at += 1
                case .int(let number) where number == Int64(Int32(truncatingIfNeeded: number)):
                    bytes[at] = 0xd2
                    let small = Int32(truncatingIfNeeded: number)
                    bytes.storeBytes(of: small.bigEndian, toByteOffset: at + 1, as: Int32.self)
                    at += 5
                case .int(let number):
                    bytes[at] = 0xd3
                    bytes.storeBytes(of: number.bigEndian, toByteOffset: at + 1, as: Int64.self)
                    at += 9
                default: return at
                }
                done += 1
            }
            return at
        }
        return done
    }

    func write(_ pairs: PodDictionary, into buffer: inout ByteBuffer, depth: Int) throws(PodError) {
        head(pairs.entries.count, 0x80, 16, nil, 0xde, 0xdf, into: &buffer)
        for (key, value) in pairs.entries {
            try write(key, into: &buffer, depth: depth + 1)
            try write(value, into: &buffer, depth: depth + 1)
        }
    }

    private func extend(
        _ type: PodExtension, _ elements: some Collection<PodValue>, into buffer: inout ByteBuffer, depth: Int
    ) throws(PodError) {
        try extend(type, into: &buffer) { body throws(PodError) in try write(elements, into: &body, depth: depth) }
    }

    /// An extension in its longest form, whose length is filled in afterwards.
    private func extend(
        _ type: PodExtension, into buffer: inout ByteBuffer, _ body: (inout ByteBuffer) throws(PodError) -> Void
    ) throws(PodError) {
        buffer.writeMultipleIntegers(0xc9 as UInt8, 0 as UInt32, type.rawValue)
        let start = buffer.writerIndex
        try body(&buffer)
        guard let length = UInt32(exactly: buffer.writerIndex - start) else {
            throw PodError(.limitExceeded, "a value has more than 4 GiB")
        }
        buffer.setInteger(length, at: start - 5)
    }

    // MARK: Single values

    private func write(_ bytes: ByteBuffer, into buffer: inout ByteBuffer) {
        head(bytes.readableBytes, nil, 0, 0xc4, 0xc5, 0xc6, into: &buffer)
        buffer.writeImmutableBuffer(bytes)
    }

    func write(_ text: String, into buffer: inout ByteBuffer) {
        head(text.utf8.count, 0xa0, 32, 0xd9, 0xda, 0xdb, into: &buffer)
        buffer.writeString(text)
    }

    private func write(_ number: Int64, into buffer: inout ByteBuffer) {
        switch number {
        case -32...127: buffer.writeInteger(Int8(number))
        case Int64(Int32.min)...Int64(Int32.max): buffer.writeMultipleIntegers(0xd2 as UInt8, Int32(number))
        default: buffer.writeMultipleIntegers(0xd3 as UInt8, number)
        }
    }

    func head(
        _ count: Int, _ small: UInt8?, _ smallest: Int, _ eight: UInt8?, _ sixteen: UInt8, _ thirtyTwo: UInt8,
        into buffer: inout ByteBuffer
    ) {
        if let small, count < smallest {
            buffer.writeInteger(small | UInt8(truncatingIfNeeded: count))
        } else if let eight, count < 256 {
            buffer.writeMultipleIntegers(eight, UInt8(truncatingIfNeeded: count))
        } else if count < 65536 {
            buffer.writeMultipleIntegers(sixteen, UInt16(truncatingIfNeeded: count))
        } else {
            buffer.writeMultipleIntegers(thirtyTwo, UInt32(clamping: count))
        }
    }
}
