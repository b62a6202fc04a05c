// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import NIOCore
import ROSMessages
import Testing

/// Docs/Conversion.md is what holds: each row of its table is tried.
@Suite struct ConversionTests {
    private let encoder = MessageEncoder { ROSTime(secs: 7, nsecs: 8) }

    private struct Row {
        var type: String
        var given: String
        var becomes: String
    }

    private static func rows() throws -> [Row] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Docs/Conversion.md"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: " | ", omittingEmptySubsequences: false)
            guard cells.count == 3, cells[0].hasPrefix("| `") else { return nil }
            func code(_ cell: Substring) -> String { cell.trimmingCharacters(in: CharacterSet(charactersIn: "|` ")) }
            // What is refused is told in words, not as code.
            let last = cells[2].dropLast(2)
            return Row(
                type: code(cells[0]), given: code(cells[1]),
                becomes: last.hasPrefix("`") ? "{\"f\":\(code(last))}" : String(last))
        }
    }

    private func schema(_ type: String) throws -> MessageSchema {
        try MessageSchema.resolve(MessageName("p/T")) { name throws(MessageError) in
            switch name.description {
            case "p/T": "\(type) f"
            case "p/Inner": "int32 x\nfloat64 y"
            default: "uint32 seq\ntime stamp\nstring frame_id"
            }
        }
    }

    private func outcome(_ value: Value, _ schema: MessageSchema) -> String {
        do throws(MessageError) {
            return try JSONWriter().text(try encoder.bytes(value, as: schema), as: schema)
        } catch {
            return error.message
        }
    }

    @Test func everyCellIsAsTheTableSays() throws {
        let rows = try Self.rows()
        #expect(rows.count > 120)
        for row in rows {
            let value = try JSONReader().value("{\"f\": \(row.given)}")
            #expect(outcome(value, try schema(row.type)) == row.becomes, "\(row.type) given \(row.given)")
        }
        // Each primitive, alone and as an array, or what stands for it.
        for primitive in Primitive.allCases {
            #expect(rows.contains { $0.type == primitive.rawValue }, "\(primitive)")
        }
    }

    @Test func everyTypeHasADefaultAndRefusesNull() throws {
        let types = Primitive.allCases.flatMap { [$0.rawValue, "\($0.rawValue)[]", "\($0.rawValue)[2]"] } + ["p/Inner"]
        for type in types {
            let schema = try schema(type)
            #expect(try encoder.bytes([:], as: schema) == MessageEncoder.defaultBytes(schema), "\(type)")
            #expect(try encoder.bytes(nil, as: schema) == MessageEncoder.defaultBytes(schema), "\(type)")
            #expect(outcome(["f": nil], schema).contains("null came"), "\(type)")
            #expect(outcome(["g": 1], schema) == "p/T has no field 'g'; it has f", "\(type)")
            #expect(outcome(5, schema) == "p/T takes an object with the fields of p/T (f), an integer came", "\(type)")
        }
    }

    @Test func swiftValuesAreTakenAsTheyAre() throws {
        func becomes(_ type: String, _ value: Value) throws -> String { outcome(["f": value], try schema(type)) }
        #expect(try becomes("time", .time(ROSTime(secs: 1, nsecs: 2))) == #"{"f":{"secs":1,"nsecs":2}}"#)
        #expect(try becomes("duration", .duration(ROSDuration(secs: -1, nsecs: 2))) == #"{"f":{"secs":-1,"nsecs":2}}"#)
        #expect(try becomes("time", .float(1.5)) == #"{"f":{"secs":1,"nsecs":500000000}}"#)
        #expect(try becomes("time", .double(.nan)) == "p/T.f (time) takes 0 to 4294967295 seconds, null came")
        #expect(try becomes("time", .double(4_294_967_295.999_999_9)).hasPrefix("p/T.f (time) takes 0 to"))
        #expect(try becomes("duration", .duration(ROSDuration(secs: 0, nsecs: 0))) == #"{"f":{"secs":0,"nsecs":0}}"#)
        #expect(try becomes("float32", .float(0.1)) == #"{"f":0.1}"#)
        #expect(try becomes("float32", .double(.infinity)) == #"{"f":null}"#)
        #expect(try becomes("float32[]", .doubles([1, 0.5])) == #"{"f":[1.0,0.5]}"#)
        #expect(try becomes("int32[]", .doubles([1])).hasPrefix("p/T.f[0] (int32) takes an integer"))
        #expect(try becomes("uint8[]", .bytes(ByteBuffer(bytes: [1, 2]))) == #"{"f":"AQI="}"#)
        #expect(try becomes("int8[]", .bytes(ByteBuffer(bytes: [1]))) == "p/T.f takes an array of int8, bytes came")
        #expect(
            try becomes("string", .bytes(ByteBuffer(bytes: [1])))
                == "p/T.f (string) takes a string, bytes came (\"AQ==\")")
        #expect(try becomes("uint64", .uint(.max)) == #"{"f":18446744073709551615}"#)
        #expect(try becomes("time", .duration(ROSDuration(secs: 0, nsecs: 0))).contains("a duration came"))
    }

    @Test func nonFiniteNumbersGoRoundAsWords() throws {
        let schema = try schema("float64[]")
        let words = #"{"f":[1.0,"NaN","Infinity","-Infinity"]}"#
        let bytes = try encoder.bytes(JSONReader().value(words), as: schema)
        #expect(try JSONWriter(writesNonFinite: true).text(bytes, as: schema) == words)
    }
}
