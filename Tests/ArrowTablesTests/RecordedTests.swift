// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import Testing

/// Streams of the genuine pyarrow.
@Suite struct RecordedTests {
    @Test(arguments: Recorded.read) func values(_ name: String) throws {
        let recorded = try Recorded(name)
        #expect(try recorded.table().lines() == recorded.lines)
    }

    /// Written by us and read again it is the same.
    @Test(arguments: Recorded.read) func written(_ name: String) throws {
        let recorded = try Recorded(name)
        let table = try recorded.table()
        let again = try ArrowTable(reading: try table.encoded().bytes)
        #expect(again.schema == table.schema)
        #expect(again.batches.map(\.rowCount) == table.batches.map(\.rowCount))
        #expect(try again.lines() == recorded.lines)
    }

    @Test(arguments: ["union", "compressed", "view", "interval", "run_ends"]) func refused(_ name: String) throws {
        let recorded = try Recorded("refused_" + name)
        let error = try #require(failure { _ = try recorded.table() })
        #expect(error.code == .unsupported)
        #expect(
            "\(error)".contains(recorded.lines[0].replacing("compress", with: "the stream is compress")), "\(error)")
    }

    @Test func batches() throws {
        let table = try Recorded("chunked").table()
        #expect(table.batches.map(\.rowCount) == [300, 200, 300, 200])
        #expect(try table["x"].values(as: Int.self) == Array(0..<1000))
        // Each batch has the dictionary that stands before it.
        let words = try table["s"].strings()
        #expect(words[4] == "n1" && words[499] == "n1" && words[500] == "other" && words[501] == nil)
        #expect(try table["s"].nullCount == 250)
        #expect(table.description.hasPrefix("1000 rows of x: int64, s: dictionary<values=string"))
        #expect(try Recorded("metadata").table().schema.metadata == ["who": "recorded"])
    }

    @Test func typed() throws {
        let numbers = try Recorded("numbers").table()
        #expect(try numbers["plain"].values(as: Double.self) == [1.5, 2.5, 3.5, 4.5, 5.5])
        #expect(try numbers["int8"].optionals(as: Int8.self) == [-128, nil, 0, 127, 7])
        #expect(try numbers["uint64"].optionals(as: UInt64.self) == [0, 1, nil, .max, 7])
        #expect(try numbers["bool"].bools() == [true, false, nil, true, false])
        let sum = try numbers["plain"].chunks[0].withSpan(as: Double.self) { span in
            span.indices.reduce(0) { $0 + span[$1] }
        }
        #expect(sum == 17.5)
        let texts = try Recorded("texts").table()
        #expect(try texts["string"].strings()[3] == "Grüße, 世界")
        #expect(try texts["large"].strings() == ["x", nil, "", "yz", "Ω"])
        #expect(try texts["fixed"].binaries()[0] == Array("abcd".utf8))
        #expect(try texts["word"].strings() == ["red", "green", nil, "red", "blue"])
        let times = try Recorded("times").table()
        #expect(try times["moment ms"].optionals(as: Int64.self)[3] == 1_764_000_000_123)
        #expect(try times["utc ns"].moments()[2]?.description == "1969-12-31T23:59:59.999999999Z")
        #expect(try times["berlin"].moments()[0]?.zone == "Europe/Berlin")
        #expect(try times["span s"].durations()[4] == .seconds(1_000_000_001))
        #expect(try times["time ms"].times()[2]?.description == "23:59:59.999")
        #expect(try times["date32"].dates()[1]?.components ?? (0, 0, 0) == (1, 1, 1))
        let decimals = try Recorded("decimals").table()
        #expect(try decimals["decimal128"].decimals()[1]?.unscaled == 125)
        #expect(try decimals["decimal128"].decimals()[2]?.double == -1.25)
        #expect(try decimals["decimal256"].decimals()[3]?.unscaled == nil)
        let nested = try Recorded("nested").table()
        #expect(try nested["struct"]["x"].optionals(as: Int64.self)[3] == 4)
        #expect(try nested["list"].chunks[0].children[0].count == 5)
    }

    @Test func whatIsAskedWrongly() throws {
        let table = try Recorded("numbers").table()
        let code = { (body: () throws -> Void) in failure(body)?.code }
        #expect(code { _ = try table["none"] } == .noSuchColumn)
        #expect(code { _ = try table["int8"].values(as: Int8.self) } == .hasNulls)
        #expect(code { _ = try table["int8"].optionals(as: Int16.self) } == .wrongType)
        #expect(code { _ = try table["int8"].strings() } == .wrongType)
        #expect(code { _ = try table["int8"].binaries() } == .wrongType)
        #expect(code { _ = try table["int8"]["x"] } == .noSuchColumn)
        #expect(code { _ = try table["plain"].chunks[0].value(at: 5) } == .invalidArgument)
        #expect(code { _ = try table["plain"].chunks[0].withSpan(as: Int64.self) { $0.count } } == .wrongType)
        let error = try #require(failure { _ = try table["plain"].values(as: Int64.self) })
        #expect("\(error)" == "column 'plain': Int64 is asked for, the values are double")
    }
}
