// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The messages of a stream (https://arrow.apache.org/docs/format/Columnar.html, "IPC Streaming Format") to a schema and
/// batches whose arrays lie where the stream does.
struct StreamReader {
    private let bytes: ArrowBytes
    private let limits: ArrowLimits
    private var at = 0
    private var schema: ArrowSchema?
    private var nodes: [SchemaNode] = []
    private var dictionaryNodes: [Int64: SchemaNode] = [:]
    private var dictionaries: [Int64: ArrowArray] = [:]
    private var batches: [ArrowBatch] = []
    private var rowsWithoutBytes: Int

    init(_ bytes: ArrowBytes, limits: ArrowLimits) {
        self.bytes = bytes.isAligned ? bytes : bytes.withUnsafeBytes { ArrowBytes(copying: $0) }
        self.limits = limits
        rowsWithoutBytes = limits.mostRowsWithoutBytes
    }

    mutating func read() throws(ArrowError) -> (ArrowSchema, [ArrowBatch]) {
        while try message() {}
        guard let schema else { throw ArrowError(.malformed, "the stream has no schema") }
        return (schema, batches)
    }

    /// One message; `false` at the end.
    private mutating func message() throws(ArrowError) -> Bool {
        guard at < bytes.count else { return false }
        guard let mark = word(at), let length = word(at + 4) else {
            throw ArrowError(.malformed, "the stream ends within a message")
        }
        guard mark == UInt32.max else {
            throw ArrowError(.malformed, "no message begins at byte \(at): an Arrow stream is expected")
        }
        guard length > 0 else { return false }
        guard length <= limits.longestMetadata else {
            throw ArrowError(
                .limitExceeded, "the description of a batch has \(length) bytes, more than \(limits.longestMetadata)")
        }
        // A copy: memory in common may change while it is read.
        guard let metadata = bytes.slice(at + 8, Int(length))?.withUnsafeBytes({ Array($0) }) else {
            throw ArrowError(.malformed, "the stream ends within a message")
        }
        at += 8 + Int(length)
        let message = try FlatTable(root: metadata)
        let version = try message.number(0, or: 0 as Int16)
        guard version == 3 || version == 4 else {
            throw ArrowError(.unsupported, "metadata version V\(Int(version) + 1); V4 and V5 are read")
        }
        let bodyLength = try message.number(3, or: 0 as Int64)
        guard let length = Int(exactly: bodyLength), let body = bytes.slice(at, length) else {
            throw ArrowError(.malformed, "a body of \(bodyLength) bytes is announced, \(bytes.count - at) are there")
        }
        // What stands after it begins at a multiple of eight.
        at += length + (8 - length & 7) & 7
        guard let header = try message.table(2) else { throw FlatTable.malformed("a message says nothing") }
        switch try message.number(1, or: 0 as UInt8) {
        case 1: try schema(header, budget: metadata.count)
        case 2: try dictionary(header, body)
        case 3: try batch(header, body)
        case let kind: throw ArrowError(.unsupported, "messages of kind \(kind), which belong in no table")
        }
        return true
    }

    private func word(_ at: Int) -> UInt32? {
        bytes.slice(at, 4)?.element(0, as: UInt32.self).map(UInt32.init(littleEndian:))
    }

    private mutating func schema(_ header: FlatTable, budget: Int) throws(ArrowError) {
        guard schema == nil else { throw ArrowError(.malformed, "the stream has two schemas") }
        var reader = SchemaReader(limits: limits, budget: budget)
        (schema, nodes) = try reader.read(header)
        dictionaryNodes = reader.dictionaries
    }

    private mutating func dictionary(_ header: FlatTable, _ body: ArrowBytes) throws(ArrowError) {
        let number = try header.number(0, or: 0 as Int64)
        guard let node = dictionaryNodes[number] else {
            throw ArrowError(.malformed, "dictionary \(number) belongs to no column")
        }
        guard try !header.flag(2) else {
            throw ArrowError(
                .unsupported, "dictionaries that are continued (emit_dictionary_deltas) are not supported",
                column: node.path)
        }
        guard let data = try header.table(1) else { throw FlatTable.malformed("a dictionary has no values") }
        var reader = try BatchReader(data, body, dictionaries, rowsWithoutBytes)
        dictionaries[number] = try reader.array(node)
        try reader.finish()
        rowsWithoutBytes = reader.rowsWithoutBytes
    }

    private mutating func batch(_ header: FlatTable, _ body: ArrowBytes) throws(ArrowError) {
        guard schema != nil else { throw ArrowError(.malformed, "a batch comes before the schema") }
        var reader = try BatchReader(header, body, dictionaries, rowsWithoutBytes)
        var columns: [ArrowArray] = []
        for node in nodes {
            let column = try reader.array(node)
            guard column.count == reader.count else {
                throw ArrowError(
                    .malformed, "it has \(column.count) rows, its batch \(reader.count)", column: node.path)
            }
            columns.append(column)
        }
        try reader.finish()
        rowsWithoutBytes = reader.rowsWithoutBytes
        batches.append(ArrowBatch(rowCount: columns.isEmpty ? 0 : reader.count, columns: columns))
    }
}
