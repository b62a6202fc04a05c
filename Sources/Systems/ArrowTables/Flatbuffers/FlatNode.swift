// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is to be written as FlatBuffers: a table, or what a table has.
indirect enum FlatNode {
    /// The fields of a table in order; `nil` for those that are not there.
    case table([FlatField?])
    /// A list of tables.
    case tables([FlatNode])
    /// A list of pairs of 64-bit numbers.
    case pairs([(Int64, Int64)])
    /// Text.
    case text(String)

    /// The bytes of a buffer whose root it is.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(0, as: UInt32.self)
        write(into: &bytes, from: 0)
        return bytes
    }

    /// Writes it behind what is there, and its place into the reference at `reference`. What refers to it stands before
    /// it, as offsets are never negative.
    private func write(into bytes: inout [UInt8], from reference: Int) {
        switch self {
        case .table(let fields): Self.write(fields, into: &bytes, from: reference)
        case .tables(let nodes):
            bytes.pad(to: 4)
            bytes.refer(from: reference)
            bytes.append(UInt64(nodes.count), as: UInt32.self)
            let start = bytes.count
            for _ in nodes { bytes.append(0, as: UInt32.self) }
            for (index, node) in nodes.enumerated() { node.write(into: &bytes, from: start + 4 * index) }
        case .pairs(let pairs):
            // The numbers stand at multiples of eight, the count before them.
            bytes.pad(to: 8, after: 4)
            bytes.refer(from: reference)
            bytes.append(UInt64(pairs.count), as: UInt32.self)
            for (first, second) in pairs {
                bytes.append(UInt64(bitPattern: first), as: UInt64.self)
                bytes.append(UInt64(bitPattern: second), as: UInt64.self)
            }
        case .text(let text):
            bytes.pad(to: 4)
            bytes.refer(from: reference)
            bytes.append(UInt64(text.utf8.count), as: UInt32.self)
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        }
    }

    private static func write(_ fields: [FlatField?], into bytes: inout [UInt8], from reference: Int) {
        // The largest first: then each stands at a multiple of its size.
        let present = fields.enumerated().compactMap { index, field in field.map { (index, $0) } }
            .sorted { $0.1.size > $1.1.size }
        var offsets = [UInt16](repeating: 0, count: fields.count)
        var size = 4
        for (index, field) in present {
            offsets[index] = UInt16(truncatingIfNeeded: size)
            size += field.size
        }
        let listSize = 4 + 2 * fields.count
        bytes.pad(to: 8, after: listSize + 4)
        bytes.append(UInt64(listSize), as: UInt16.self)
        bytes.append(UInt64(size), as: UInt16.self)
        for offset in offsets { bytes.append(UInt64(offset), as: UInt16.self) }
        bytes.refer(from: reference)
        bytes.append(UInt64(listSize), as: UInt32.self)
        var references: [(Int, FlatNode)] = []
        for (_, field) in present {
            switch field {
            case .number(let number, let size):
                withUnsafeBytes(of: UInt64(bitPattern: number).littleEndian) {
                    bytes.append(contentsOf: $0.prefix(size))
                }
            case .node(let node):
                references.append((bytes.count, node))
                bytes.append(0, as: UInt32.self)
            }
        }
        for (place, node) in references { node.write(into: &bytes, from: place) }
    }
}

/// A field of a table.
enum FlatField {
    /// A number of so many bytes.
    case number(Int64, size: Int)
    /// Another node.
    case node(FlatNode)

    static func byte(_ number: Int) -> FlatField { .number(Int64(number), size: 1) }
    static func flag(_ flag: Bool) -> FlatField { .byte(flag ? 1 : 0) }
    static func short(_ number: Int) -> FlatField { .number(Int64(number), size: 2) }
    static func int(_ number: Int) -> FlatField { .number(Int64(number), size: 4) }
    static func long(_ number: Int) -> FlatField { .number(Int64(number), size: 8) }
    static func text(_ text: String) -> FlatField { .node(.text(text)) }

    var size: Int { if case .number(_, let size) = self { size } else { 4 } }
}

extension [UInt8] {
    fileprivate mutating func append<T: FixedWidthInteger>(_ number: UInt64, as type: T.Type) {
        Swift.withUnsafeBytes(of: T(truncatingIfNeeded: number).littleEndian) { append(contentsOf: $0) }
    }

    /// Zeros until what comes `after` bytes later stands at a multiple of `alignment`.
    fileprivate mutating func pad(to alignment: Int, after: Int = 0) {
        while (count + after) % alignment != 0 { append(0) }
    }

    /// Notes at `place` how far it is from there to the end.
    fileprivate mutating func refer(from place: Int) {
        let offset = UInt32(truncatingIfNeeded: count - place).littleEndian
        Swift.withUnsafeBytes(of: offset) { replaceSubrange(place..<place + 4, with: $0) }
    }
}
