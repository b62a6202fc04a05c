// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import NIOCore
import ROSMessages
import Testing

@testable import Pods

/// Tables on their way, without pyarrow; with it: IntegrationTests/Pods/check_tables.py.
@Suite struct TableTests {
    private func table() throws -> ArrowTable {
        let moments = [ArrowMoment(secondsSince1970: 1_764_000_000, nanosecond: 5000), nil]
        return try ArrowTable([
            "x": ArrowArray([1.5, -2]), "name": ArrowArray(["é", nil]), "n": ArrowArray([1, nil] as [Int32?]),
            "when": try ArrowArray(moments),
            "span": try ArrowArray([-1500, nil] as [Int64?], type: .duration(.millisecond)),
            "list": try ArrowArray(listsOf: ArrowArray([1, 2] as [Int64]), lengths: [2, 0]),
        ])
    }

    @Test func whatIsWrittenIsRead() throws {
        let column = try ArrowTable(["": ArrowArray([1.0, 2.0])])
        for (table, kind) in [(try table(), PodTable.Kind.table), (try table(), .batch), (column, .array)] {
            let value = PodValue.table(try PodTable(table, as: kind))
            #expect(value.kind == kind.rawValue)
            let read = try PodConversation.values(in: try PodConversation.bytes(of: value))
            #expect(read == [value])
            #expect(Set(read + [value]).count == 1)
            #expect(read[0].table?.table.schema == table.schema)
        }
        let error = #expect(throws: PodError.self) { try PodTable(try table(), as: .array) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func asValues() throws {
        let table = try PodTable(try table())
        guard case .record(let record) = try table.value() else { return #expect(Bool(false)) }
        #expect(record.names == ["x", "name", "n", "when", "span", "list"])
        #expect(record["x"] == .doubles([1.5, -2]))
        #expect(record["name"] == .array([.string("é"), .null]))
        #expect(record["n"] == .array([.int(1), .null]))
        #expect(record["when"] == .array([.time(ROSTime(secs: 1_764_000_000, nsecs: 5000)), .null]))
        #expect(record["span"] == .array([.duration(ROSDuration(secs: -2, nsecs: 500_000_000)), .null]))
        #expect(record["list"] == .array([.array([.int(1), .int(2)]), .array([])]))
        #expect(Value(PodValue.table(table)) == .record(record))
        let column = try PodTable(ArrowTable(["": ArrowArray([1, 2] as [Int64])]), as: .array)
        #expect(try column.value() == .array([.int(1), .int(2)]))
    }

    /// One text of a megabyte that comes a thousand times takes a gigabyte as values.
    @Test func tooLargeAsValues() throws {
        let words = ArrowArray([String(repeating: "x", count: 1 << 20)])
        let large = try PodTable(
            ArrowTable(["w": try ArrowArray(dictionary: words, indices: Array(repeating: 0, count: 1000))]))
        let error = #expect(throws: PodError.self) { try large.value() }
        #expect(error?.code == .limitExceeded)
        #expect(Value(PodValue.table(large)) == .string(large.description))
    }

    @Test func whatIsNoTable() throws {
        let table = try PodTable(try table())
        let written = table.withUnsafeBytes { ByteBuffer(bytes: $0) }
        func code(_ parts: [PodValue]) throws -> PodError.Code? {
            var body = ByteBuffer()
            try PodValueWriter().write(.list(parts), into: &body)
            var buffer = ByteBuffer()
            buffer.writeMultipleIntegers(0xc9 as UInt8, UInt32(body.readableBytes), PodExtension.table.rawValue)
            buffer.writeBuffer(&body)
            let memory = try PodMemory(byteCount: 4096)
            do {
                _ = try PodValueReader.read(buffer) { _ throws(PodError) in memory }
                return nil
            } catch { return error.code }
        }
        #expect(try code(["Table", .bytes(written)]) == nil)
        #expect(try code(["Table", .bytes(ByteBuffer(string: "no stream"))]) == .unsupportedValue)
        #expect(try code(["Table", 1, 0, 4096]) == .unsupportedValue)
        #expect(try code(["Array", .bytes(written)]) == .unsupportedValue)
        #expect(try code(["Chair", .bytes(written)]) == .protocolViolation)
        #expect(try code(["Table", "text"]) == .protocolViolation)
        #expect(try code(["Table", 1, 0, 4097]) == .protocolViolation)
        #expect(try code(["Table", 1, -8, 16]) == .protocolViolation)
        #expect(try code(["Table", 1, .int(.max), .int(.max)]) == .protocolViolation)
        #expect(try code([]) == .protocolViolation)
    }
}
