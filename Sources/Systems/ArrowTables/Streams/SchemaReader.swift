// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A schema from the table `Schema` of Schema.fbs.
struct SchemaReader {
    private let limits: ArrowLimits
    private var fieldCount = 0
    /// Bytes of text that may still come.
    private var budget: Int
    /// The types of the dictionaries' values.
    private(set) var dictionaries: [Int64: SchemaNode] = [:]

    init(limits: ArrowLimits, budget: Int) {
        self.limits = limits
        self.budget = budget
    }

    mutating func read(_ schema: FlatTable) throws(ArrowError) -> (ArrowSchema, [SchemaNode]) {
        guard try schema.number(0, or: 0 as Int16) == 0 else {
            throw ArrowError(.unsupported, "the stream is big-endian; this library reads little-endian ones")
        }
        let nodes = try fields(schema, 1, "", depth: 0)
        return (ArrowSchema(nodes.map(\.field), metadata: try metadata(schema, 2)), nodes)
    }

    private mutating func fields(
        _ table: FlatTable, _ field: Int, _ path: String, depth: Int
    ) throws(ArrowError) -> [SchemaNode] {
        var nodes: [SchemaNode] = []
        for index in 0..<(try table.count(field)) {
            nodes.append(try node(try table.table(field, index), path, depth))
        }
        return nodes
    }

    private mutating func metadata(_ table: FlatTable, _ field: Int) throws(ArrowError) -> [String: String] {
        var metadata: [String: String] = [:]
        for index in 0..<(try table.count(field)) {
            let pair = try table.table(field, index)
            metadata[try pair.text(0, &budget) ?? ""] = try pair.text(1, &budget) ?? ""
        }
        return metadata
    }

    private mutating func node(_ table: FlatTable, _ parent: String, _ depth: Int) throws(ArrowError) -> SchemaNode {
        fieldCount += 1
        guard fieldCount <= limits.mostFields else {
            throw ArrowError(.limitExceeded, "the schema has more than \(limits.mostFields) fields")
        }
        let name = try table.text(0, &budget) ?? ""
        // What is nested repeats it: long ones are cut.
        let path = String((parent.isEmpty ? name : "\(parent).\(name)").prefix(200))
        guard depth < limits.deepest else {
            throw ArrowError(.limitExceeded, "types are nested deeper than \(limits.deepest)", column: path)
        }
        do {
            let children = try fields(table, 5, path, depth: depth + 1)
            let type = try type(table, children)
            let field = ArrowField(
                name, type, isNullable: try table.flag(1), metadata: try metadata(table, 6))
            let node = SchemaNode(field: field, children: children, dictionary: nil, path: path)
            guard let encoding = try table.table(4) else { return node }
            return try encoded(node, encoding)
        } catch {
            throw error.of(path)
        }
    }

    private mutating func encoded(_ values: SchemaNode, _ encoding: FlatTable) throws(ArrowError) -> SchemaNode {
        let index = try encoding.table(1).map { table throws(ArrowError) in try Self.integer(table) } ?? .int32
        let number = try encoding.number(0, or: 0 as Int64)
        if let known = dictionaries[number], known.field.type != values.field.type {
            throw ArrowError(
                .malformed, "dictionary \(number) has values of \(known.field.type) and of \(values.field.type)")
        }
        dictionaries[number] = values
        var node = values
        node.field.type = .dictionary(
            index: index, values: values.field.type, isOrdered: try encoding.flag(2))
        node.dictionary = number
        return node
    }

    private mutating func type(_ field: FlatTable, _ children: [SchemaNode]) throws(ArrowError) -> ArrowType {
        let number = Int(try field.number(2, or: 0 as UInt8))
        guard let table = try field.table(3) else { throw FlatTable.malformed("a field has no type") }
        func only(_ what: String) throws(ArrowError) -> ArrowField {
            guard children.count == 1 else { throw FlatTable.malformed("\(what) of \(children.count) types") }
            return children[0].field
        }
        switch number {
        case TypeNumber.null: return .null
        case TypeNumber.bool: return .bool
        case TypeNumber.int: return try Self.integer(table)
        case TypeNumber.floatingPoint:
            switch try table.number(0, or: 0 as Int16) {
            case 0: return .float16
            case 1: return .float32
            case 2: return .float64
            case let precision: throw ArrowError(.unsupported, "floating point of precision \(precision)")
            }
        case TypeNumber.utf8: return .string
        case TypeNumber.largeUtf8: return .largeString
        case TypeNumber.binary: return .binary
        case TypeNumber.largeBinary: return .largeBinary
        case TypeNumber.fixedSizeBinary: return .fixedSizeBinary(byteCount: try size(table, "bytes"))
        case TypeNumber.decimal:
            let width = Int(try table.number(2, or: 128 as Int32))
            guard [32, 64, 128, 256].contains(width) else {
                throw ArrowError(.unsupported, "decimals of \(width) bits")
            }
            let scale = Int(try table.number(1, or: 0 as Int32))
            guard abs(scale) <= 1000 else { throw ArrowError(.unsupported, "decimals of scale \(scale)") }
            return .decimal(bitWidth: width, precision: Int(try table.number(0, or: 0 as Int32)), scale: scale)
        case TypeNumber.date: return try table.number(0, or: 1 as Int16) == 0 ? .date32 : .date64
        case TypeNumber.time:
            let unit = try unit(table, or: 1)
            return try table.number(1, or: 32 as Int32) == 64 ? .time64(unit) : .time32(unit)
        case TypeNumber.timestamp:
            return .timestamp(try unit(table, or: 0), zone: try table.text(1, &budget))
        case TypeNumber.duration: return .duration(try unit(table, or: 1))
        case TypeNumber.list: return .list(try only("a list"))
        case TypeNumber.largeList: return .largeList(try only("a list"))
        case TypeNumber.fixedSizeList: return .fixedSizeList(try only("a list"), count: try size(table, "elements"))
        case TypeNumber.map:
            let entries = try only("a map")
            guard case .structure(let fields) = entries.type, fields.count == 2 else {
                throw FlatTable.malformed("the entries of a map are \(entries.type)")
            }
            return .map(entries, keysSorted: try table.flag(0))
        case TypeNumber.structure: return .structure(children.map(\.field))
        default:
            throw ArrowError(
                .unsupported, "\(TypeNumber.unsupported[number] ?? "values of type number \(number)") are not supported"
            )
        }
    }

    private static func integer(_ table: FlatTable) throws(ArrowError) -> ArrowType {
        switch (try table.number(0, or: 0 as Int32), try table.flag(1)) {
        case (8, true): .int8
        case (16, true): .int16
        case (32, true): .int32
        case (64, true): .int64
        case (8, false): .uint8
        case (16, false): .uint16
        case (32, false): .uint32
        case (64, false): .uint64
        case (let width, _): throw ArrowError(.unsupported, "integers of \(width) bits")
        }
    }

    private func size(_ table: FlatTable, _ what: String) throws(ArrowError) -> Int {
        let size = Int(try table.number(0, or: 0 as Int32))
        guard size >= 0 else { throw FlatTable.malformed("\(size) \(what)") }
        return size
    }

    private func unit(_ table: FlatTable, or standard: Int16) throws(ArrowError) -> ArrowTimeUnit {
        let number = try table.number(0, or: standard)
        guard let unit = ArrowTimeUnit(rawValue: number) else { throw FlatTable.malformed("unit \(number) of a time") }
        return unit
    }
}
