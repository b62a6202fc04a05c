// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import Foundation
import Testing

/// A stream that pyarrow wrote, and what `Resources/record.py` says is in it.
struct Recorded {
    let bytes: [UInt8]
    let lines: [String]

    init(_ name: String) throws {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Resources")
        bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name + ".arrows")))
        lines = try String(contentsOf: folder.appendingPathComponent(name + ".txt"), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    func table() throws -> ArrowTable { try ArrowTable(reading: ArrowBytes(copying: bytes)) }

    static let read = [
        "numbers", "texts", "times", "decimals", "nested", "chunked", "sliced", "empty", "version4", "metadata",
    ]
}

extension ArrowTable {
    /// What is in it, as `record.py` writes it.
    func lines() throws -> [String] {
        try columns.flatMap { column in
            ["# \(column.field.name): \(column.field.type)"] + (try column.values().map(\.text))
        }
    }
}

extension ArrowValue {
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .uint(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): "\"\(text)\""
        case .bytes(let bytes): "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        case .date(let date): "\(date)"
        case .time(let time): "\(time)"
        case .moment(let moment): "\(moment)"
        case .duration(let span):
            "\(Int128(span.components.seconds) * 1_000_000_000 + Int128(span.components.attoseconds / 1_000_000_000))ns"
        case .decimal(let number): "\(number)"
        case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
        case .record(let entries): "{\(entries.map { "\($0.name): \($0.value.text)" }.joined(separator: ", "))}"
        }
    }
}

/// The error that `body` throws.
func failure(_ body: () throws -> Void) -> ArrowError? {
    do {
        try body()
        return nil
    } catch {
        return error as? ArrowError
    }
}
