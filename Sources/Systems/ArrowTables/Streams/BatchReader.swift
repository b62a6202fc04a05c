// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The arrays of the table `RecordBatch` of Message.fbs. Sizes are checked here, offsets and indices where they are used:
/// memory in common may change at any time.
struct BatchReader {
    /// How many rows the batch says it has.
    let count: Int
    private let body: ArrowBytes
    private let dictionaries: [Int64: ArrowArray]
    private var nodes: ArraySlice<(Int64, Int64)>
    private var buffers: ArraySlice<(Int64, Int64)>
    private let isCompressed: Bool
    /// How many rows without bytes may still come.
    private(set) var rowsWithoutBytes: Int

    init(
        _ header: FlatTable, _ body: ArrowBytes, _ dictionaries: [Int64: ArrowArray], _ rowsWithoutBytes: Int
    ) throws(ArrowError) {
        let length = try header.number(0, or: 0 as Int64)
        guard let count = Int(exactly: length), count >= 0 else {
            throw FlatTable.malformed("a batch of \(length) rows")
        }
        self.count = count
        self.body = body
        self.dictionaries = dictionaries
        self.rowsWithoutBytes = rowsWithoutBytes
        nodes = try header.pairs(1)[...]
        buffers = try header.pairs(2)[...]
        isCompressed = try header.table(3) != nil
    }

    /// Sees that nothing is left over.
    func finish() throws(ArrowError) {
        guard nodes.isEmpty, buffers.isEmpty else {
            throw FlatTable.malformed("\(nodes.count) arrays and \(buffers.count) buffers belong to no column")
        }
    }

    /// The next array.
    mutating func array(_ node: SchemaNode) throws(ArrowError) -> ArrowArray {
        do {
            return try next(node)
        } catch {
            throw error.of(node.path)
        }
    }

    private mutating func next(_ node: SchemaNode) throws(ArrowError) -> ArrowArray {
        guard !isCompressed else {
            throw ArrowError(.unsupported, "the stream is compressed; write it with compression=None")
        }
        guard let (length, nulls) = nodes.popFirst() else { throw FlatTable.malformed("the array is missing") }
        guard let count = Int(exactly: length), let nullCount = Int(exactly: nulls), count >= 0, nullCount >= 0,
            nullCount <= count, count < 1 << 48
        else { throw FlatTable.malformed("\(length) values, \(nulls) of them null") }
        let type = node.field.type
        if case .null = type {
            try spend(count)
            return ArrowArray(type, count, nullCount: count, validity: nil, buffers: [])
        }
        let validity = try validity(count, nullCount)
        var own: [ArrowBytes] = []
        if case .bool = type {
            own = [try buffer(atLeast: (count + 7) / 8, "the values")]
        } else if let width = type.width {
            if width == 0 { try spend(count) }
            own = [try buffer(atLeast: try size(count, width), "the values")]
        } else if let width = type.offsetWidth {
            own = [try buffer(atLeast: count == 0 ? 0 : try size(count + 1, width), "the offsets")]
            if type.children.isEmpty { own.append(try buffer(atLeast: 0, "the values")) }
        }
        if let number = node.dictionary {
            guard let dictionary = dictionaries[number] else {
                throw ArrowError(.malformed, "its dictionary \(number) did not come before it")
            }
            return ArrowArray(
                type, count, nullCount: nullCount, validity: validity, buffers: own, dictionary: dictionary)
        }
        return ArrowArray(
            type, count, nullCount: nullCount, validity: validity, buffers: own,
            children: try children(node, type, count))
    }

    private mutating func children(
        _ node: SchemaNode, _ type: ArrowType, _ count: Int
    ) throws(ArrowError) -> [ArrowArray] {
        var children: [ArrowArray] = []
        for child in node.children { children.append(try array(child)) }
        let least: Int
        switch type {
        case .fixedSizeList(_, let length):
            if length == 0 { try spend(count) }
            least = try size(count, length)
        case .structure(let fields):
            if fields.isEmpty { try spend(count) }
            least = count
        default: least = 0
        }
        for child in children where child.count < least {
            throw FlatTable.malformed("\(child.count) values are nested in it, \(least) are needed")
        }
        return children
    }

    private func size(_ count: Int, _ width: Int) throws(ArrowError) -> Int {
        let (size, overflows) = count.multipliedReportingOverflow(by: width)
        guard !overflows else { throw FlatTable.malformed("\(count) values of \(width) bytes") }
        return size
    }

    private mutating func spend(_ rows: Int) throws(ArrowError) {
        guard rows <= rowsWithoutBytes else {
            throw ArrowError(.limitExceeded, "\(rows) rows that take no bytes are too many")
        }
        rowsWithoutBytes -= rows
    }

    private mutating func validity(_ count: Int, _ nullCount: Int) throws(ArrowError) -> ArrowBytes? {
        let bytes = try buffer(atLeast: 0, "the nulls")
        guard nullCount > 0 else { return nil }
        guard bytes.count >= (count + 7) / 8 else {
            throw FlatTable.malformed("the nulls of \(count) values have \(bytes.count) bytes")
        }
        return bytes
    }

    private mutating func buffer(atLeast least: Int, _ what: String) throws(ArrowError) -> ArrowBytes {
        guard let (offset, length) = buffers.popFirst() else { throw FlatTable.malformed("\(what) are missing") }
        guard let offset = Int(exactly: offset), let length = Int(exactly: length), offset & 7 == 0,
            let bytes = body.slice(offset, length)
        else { throw FlatTable.malformed("\(what) are outside of the body: \(length) bytes at \(offset)") }
        guard length >= least else {
            throw FlatTable.malformed("\(what) have \(length) bytes, at least \(least) are needed")
        }
        return bytes
    }
}
