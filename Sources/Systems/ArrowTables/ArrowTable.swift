// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A table of named columns, as the Arrow IPC streaming format carries them.
///
/// ```swift
/// let table = try ArrowTable(reading: bytes)
/// let heights = try table["height"].values(as: Double.self)
/// let names = try table["name"].strings()
/// ```
///
/// What is read stays where it is, decoded when it is asked for: a table of gigabytes costs nothing to read.
public struct ArrowTable: Sendable, CustomStringConvertible {
    /// What the columns are.
    public let schema: ArrowSchema
    /// The rows, in the pieces they were written in.
    public let batches: [ArrowBatch]

    init(_ schema: ArrowSchema, _ batches: [ArrowBatch]) {
        self.schema = schema
        self.batches = batches
    }

    /// Reads a stream. Uncompressed, little-endian, metadata V4 or V5; see ``ArrowType`` for what is not supported.
    /// - Throws: ``ArrowError`` `malformed`, `unsupported`, `limitExceeded`.
    public init(reading bytes: ArrowBytes, limits: ArrowLimits = ArrowLimits()) throws(ArrowError) {
        var reader = StreamReader(bytes, limits: limits)
        (schema, batches) = try reader.read()
    }

    /// A table of columns that are as long as each other.
    /// - Throws: ``ArrowError`` `invalidArgument` when they are not.
    public init(
        _ columns: KeyValuePairs<String, ArrowArray>, metadata: [String: String] = [:]
    ) throws(ArrowError) {
        let count = columns.first?.value.count ?? 0
        for (name, column) in columns where column.count != count {
            throw ArrowError(
                .invalidArgument, "it has \(column.count) values, the first column \(count)", column: name)
        }
        schema = ArrowSchema(columns.map { ArrowField($0.key, $0.value.type) }, metadata: metadata)
        batches = [ArrowBatch(rowCount: count, columns: columns.map(\.value))]
    }

    /// The stream that carries it, ready to be written.
    /// - Throws: ``ArrowError`` `invalidArgument` when a type has parts that cannot be written.
    public func encoded() throws(ArrowError) -> ArrowEncoding { try ArrowEncoding(self) }

    /// How many rows it has.
    public var rowCount: Int { batches.reduce(0) { $0 + $1.rowCount } }

    /// The columns in order.
    public var columns: [ArrowColumn] { schema.fields.indices.map(column) }

    /// The first column of a name.
    /// - Throws: ``ArrowError`` `noSuchColumn`.
    public subscript(name: String) -> ArrowColumn {
        get throws(ArrowError) {
            guard let place = schema.fields.firstIndex(where: { $0.name == name }) else {
                let names = schema.fields.prefix(20).map { "'\($0.name)'" }.joined(separator: ", ")
                throw ArrowError(.noSuchColumn, "there is no column '\(name)'; there are: \(names)")
            }
            return column(place)
        }
    }

    private func column(_ place: Int) -> ArrowColumn {
        ArrowColumn(schema.fields[place], batches.map { $0.columns[place] })
    }

    /// `3 rows of x: double, name: string`.
    public var description: String { "\(rowCount) \(rowCount == 1 ? "row" : "rows") of \(schema)" }
}
