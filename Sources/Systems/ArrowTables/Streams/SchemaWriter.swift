// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A schema as the table `Schema` of Schema.fbs.
struct SchemaWriter {
    private var lastDictionary: Int64 = -1

    /// The schema, and its fields with the numbers of their dictionaries.
    mutating func write(_ schema: ArrowSchema) throws(ArrowError) -> (FlatNode, [SchemaNode]) {
        var fields: [FlatNode] = []
        var nodes: [SchemaNode] = []
        for field in schema.fields {
            let (written, node) = try write(field, field.name)
            fields.append(written)
            nodes.append(node)
        }
        return (.table([.short(0), .node(.tables(fields)), Self.metadata(schema.metadata)]), nodes)
    }

    private static func metadata(_ metadata: [String: String]) -> FlatField? {
        guard !metadata.isEmpty else { return nil }
        return .node(
            .tables(metadata.sorted { $0.key < $1.key }.map { .table([.text($0.key), .text($0.value)]) }))
    }

    private mutating func write(_ field: ArrowField, _ path: String) throws(ArrowError) -> (FlatNode, SchemaNode) {
        var node = SchemaNode(field: field, children: [], dictionary: nil, path: path)
        var type = field.type
        var encoding: FlatField?
        if case .dictionary(let index, let values, let isOrdered) = type {
            type = values
            lastDictionary += 1
            node.dictionary = lastDictionary
            encoding = .node(
                .table([.long(Int(lastDictionary)), .node(try Self.integer(index, path)), .flag(isOrdered)]))
        }
        var children: [FlatNode] = []
        for child in type.children {
            let (written, nested) = try write(child, "\(path).\(child.name)")
            children.append(written)
            node.children.append(nested)
        }
        let (number, details) = try Self.type(type, path)
        return (
            .table([
                .text(field.name), .flag(field.isNullable), .byte(number), .node(.table(details)), encoding,
                .node(.tables(children)), Self.metadata(field.metadata),
            ]), node
        )
    }

    private static func integer(_ type: ArrowType, _ path: String) throws(ArrowError) -> FlatNode {
        let (number, details) = try self.type(type, path)
        guard number == TypeNumber.int else {
            throw ArrowError(.invalidArgument, "the indices of a dictionary are \(type)", column: path)
        }
        return .table(details)
    }

    private static func type(_ type: ArrowType, _ path: String) throws(ArrowError) -> (Int, [FlatField?]) {
        func unit(_ unit: ArrowTimeUnit) -> FlatField { .short(Int(unit.rawValue)) }
        return switch type {
        case .null: (TypeNumber.null, [])
        case .bool: (TypeNumber.bool, [])
        case .int8: (TypeNumber.int, [.int(8), .flag(true)])
        case .int16: (TypeNumber.int, [.int(16), .flag(true)])
        case .int32: (TypeNumber.int, [.int(32), .flag(true)])
        case .int64: (TypeNumber.int, [.int(64), .flag(true)])
        case .uint8: (TypeNumber.int, [.int(8), .flag(false)])
        case .uint16: (TypeNumber.int, [.int(16), .flag(false)])
        case .uint32: (TypeNumber.int, [.int(32), .flag(false)])
        case .uint64: (TypeNumber.int, [.int(64), .flag(false)])
        case .float16: (TypeNumber.floatingPoint, [.short(0)])
        case .float32: (TypeNumber.floatingPoint, [.short(1)])
        case .float64: (TypeNumber.floatingPoint, [.short(2)])
        case .string: (TypeNumber.utf8, [])
        case .largeString: (TypeNumber.largeUtf8, [])
        case .binary: (TypeNumber.binary, [])
        case .largeBinary: (TypeNumber.largeBinary, [])
        case .fixedSizeBinary(let byteCount): (TypeNumber.fixedSizeBinary, [.int(byteCount)])
        case .date32: (TypeNumber.date, [.short(0)])
        case .date64: (TypeNumber.date, [.short(1)])
        case .time32(let known): (TypeNumber.time, [unit(known), .int(32)])
        case .time64(let known): (TypeNumber.time, [unit(known), .int(64)])
        case .timestamp(let known, let zone): (TypeNumber.timestamp, [unit(known), zone.map { .text($0) }])
        case .duration(let known): (TypeNumber.duration, [unit(known)])
        case .decimal(let bitWidth, let precision, let scale):
            (TypeNumber.decimal, [.int(precision), .int(scale), .int(bitWidth)])
        case .list: (TypeNumber.list, [])
        case .largeList: (TypeNumber.largeList, [])
        case .fixedSizeList(_, let count): (TypeNumber.fixedSizeList, [.int(count)])
        case .structure: (TypeNumber.structure, [])
        case .map(_, let keysSorted): (TypeNumber.map, [.flag(keysSorted)])
        case .dictionary:
            throw ArrowError(
                .invalidArgument, "the values of a dictionary are dictionary-encoded themselves", column: path)
        }
    }
}
