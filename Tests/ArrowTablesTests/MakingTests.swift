// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import Testing

/// Tables that are made here; that pyarrow reads them: IntegrationTests/Pods.
@Suite struct MakingTests {
    private func again(_ columns: KeyValuePairs<String, ArrowArray>) throws -> ArrowTable {
        try ArrowTable(reading: try ArrowTable(columns).encoded().bytes)
    }

    @Test func allKinds() throws {
        let moment = ArrowMoment(secondsSince1970: -1, nanosecond: 500_000_000, zone: "UTC")
        let table = try again([
            "doubles": ArrowArray([1.5, -2]), "optional": ArrowArray([1, nil] as [Int32?]),
            "filled": ArrowArray(count: 2, of: UInt16.self) { $0[1] = 7 }, "flags": ArrowArray([nil, true]),
            "texts": ArrowArray(["é", nil]), "bytes": ArrowArray([[1, 2], nil] as [[UInt8]?]),
            "days": ArrowArray([ArrowDate(daysSince1970: 1), nil]), "moments": try ArrowArray([moment, nil]),
            "spans": try ArrowArray([5, nil] as [Int64?], type: .duration(.millisecond)),
            "decimals": try ArrowArray(decimals: [-1234, nil], precision: 10, scale: 2),
            "lists": try ArrowArray(listsOf: ArrowArray([1, 2, 3] as [Int64]), lengths: [3, nil]),
            "structs": try ArrowArray(structs: ["x": ArrowArray([1.0, 2.0]), "y": ArrowArray(["a", "b"])]),
            "words": try ArrowArray(dictionary: ArrowArray(["no", "yes"]), indices: [1, nil]),
        ])
        #expect(table.rowCount == 2)
        #expect(
            try table.lines() == [
                "# doubles: double", "1.5", "-2.0", "# optional: int32", "1", "null", "# filled: uint16", "0", "7",
                "# flags: bool", "null", "true", "# texts: string", "\"é\"", "null", "# bytes: binary", "0x0102",
                "null",
                "# days: date32[day]", "1970-01-02", "null", "# moments: timestamp[us, tz=UTC]",
                "1969-12-31T23:59:59.5Z", "null", "# spans: duration[ms]", "5000000ns", "null",
                "# decimals: decimal128(10, 2)", "-12.34", "null", "# lists: list<item: int64>", "[1, 2, 3]", "null",
                "# structs: struct<x: double, y: string>", "{x: 1.0, y: \"a\"}", "{x: 2.0, y: \"b\"}",
                "# words: dictionary<values=string, indices=int32, ordered=0>", "\"yes\"", "null",
            ])
    }

    @Test func empty() throws {
        #expect(try again([:]).rowCount == 0)
        let table = try again(["x": ArrowArray([] as [Double]), "s": ArrowArray([] as [String?])])
        #expect(table.rowCount == 0)
        #expect(try table["x"].values(as: Double.self) == [])
        #expect(try table["s"].strings() == [])
    }

    @Test func whatDoesNotFit() throws {
        func code(_ body: () throws -> Void) -> ArrowError.Code? { failure(body)?.code }
        let two = ArrowArray([1.0, 2.0])
        #expect(code { _ = try ArrowTable(["a": two, "b": ArrowArray([1.0])]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(listsOf: two, lengths: [3]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(listsOf: two, lengths: [1]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(listsOf: two, lengths: [-1, 3]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(structs: ["a": two, "b": ArrowArray([1.0])]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(structs: [:]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(dictionary: two, indices: [2]) } == .invalidArgument)
        #expect(code { _ = try ArrowArray([1.0], type: .timestamp(.second, zone: nil)) } == .invalidArgument)
        #expect(code { _ = try ArrowArray(decimals: [1], precision: 39, scale: 0) } == .invalidArgument)
        let far = ArrowMoment(secondsSince1970: .max)
        #expect(code { _ = try ArrowArray([far], unit: .nanosecond) } == .invalidArgument)
        let encoded = try ArrowTable(["a": two]).encoded()
        var small = [UInt8](repeating: 0, count: encoded.byteCount - 1)
        #expect(code { try small.withUnsafeMutableBytes { try encoded.write(into: $0) } } == .invalidArgument)
    }
}
