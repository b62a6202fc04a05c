// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ArrowTables
import NIOCore

/// A table, record batch or array of pyarrow's: an Arrow IPC stream, in shared memory when it is large.
///
/// ```swift
/// let heights = try await pod.measure("*.csv").table?["height"].values(as: Double.self)
/// let names = try PodTable(ArrowTable(["name": ArrowArray(["Ada", "Grace"])]))
/// try await pod.greet(names)
/// ```
///
/// What a pod returns is read where the pod put it, and the memory is the pod's again when the last table and column of
/// it here are gone. The pod needs pyarrow in its environment.
public struct PodTable: Sendable, Hashable, CustomStringConvertible {
    /// What it is in Python.
    public enum Kind: String, Sendable, Hashable {
        /// `pyarrow.Table`.
        case table = "Table"
        /// `pyarrow.RecordBatch`: a table of one piece.
        case batch = "RecordBatch"
        /// `pyarrow.Array` or `ChunkedArray`: a table of one column without a name.
        case array = "Array"
    }

    enum Storage: Sendable {
        case inline(ByteBuffer)
        case shared(PodMemory, offset: Int, byteCount: Int)
    }

    /// What it is in Python.
    public let kind: Kind
    /// Its columns.
    public let table: ArrowTable
    let storage: Storage

    /// A table in memory that can be shared: its values are copied there once, and no more on their way.
    /// - Throws: ``PodError`` `noMemory`; `invalidArgument` when it has not the one batch or column of its kind.
    public init(_ table: ArrowTable, as kind: Kind = .table) throws(PodError) {
        guard Self.fits(table, kind) else {
            throw PodError(
                .invalidArgument,
                "\(table.batches.count) batches of \(table.schema.fields.count) columns are no \(kind.rawValue)")
        }
        do {
            let encoding = try table.encoded()
            let memory = try PodMemory(byteCount: encoding.byteCount)
            try encoding.write(into: memory.mapping.bytes)
            self.kind = kind
            self.table = table
            storage = .shared(memory, offset: 0, byteCount: encoding.byteCount)
        } catch let error as PodError {
            throw error
        } catch {
            throw PodError(.invalidArgument, "the table cannot be written: \(error)")
        }
    }

    /// What a pod sent.
    /// - Throws: ``PodError`` `unsupportedValue` when it cannot be read, which names column and type.
    init(kind: Kind, storage: Storage) throws(PodError) {
        let bytes =
            switch storage {
            case .inline(let buffer): ArrowBytes(copying: buffer.readableBytesView)
            case .shared(let memory, let offset, let byteCount):
                memory.withUnsafeBytes {
                    ArrowBytes(
                        unsafe: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + byteCount)]), owner: memory)
                }
            }
        do {
            table = try ArrowTable(reading: bytes)
        } catch {
            throw PodError(.unsupportedValue, "the pod's \(kind.rawValue) cannot be read: \(error)")
        }
        guard Self.fits(table, kind) else {
            throw PodError(
                .unsupportedValue,
                "the pod's \(kind.rawValue) has \(table.batches.count) batches of \(table.schema.fields.count) columns")
        }
        self.kind = kind
        self.storage = storage
    }

    /// Whether it has the one batch or column of its kind.
    private static func fits(_ table: ArrowTable, _ kind: Kind) -> Bool {
        switch kind {
        case .table: true
        case .batch: table.batches.count == 1
        case .array: table.schema.fields.count == 1
        }
    }

    /// The first column of a name.
    /// - Throws: `ArrowError` `noSuchColumn`.
    public subscript(name: String) -> ArrowColumn {
        get throws(ArrowError) { try table[name] }
    }

    /// What it is, and of what: `Table: 3 rows of x: double`.
    public var description: String { "\(kind.rawValue): \(table)" }

    /// The stream's bytes.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch storage {
        case .inline(let bytes): try bytes.withUnsafeReadableBytes(body)
        case .shared(let memory, let offset, let byteCount):
            try memory.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + byteCount)])) }
        }
    }

    /// Equal when kind and bytes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind
            && left.withUnsafeBytes { leftBytes in right.withUnsafeBytes { leftBytes.elementsEqual($0) } }
    }

    /// Hashes kind and bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
