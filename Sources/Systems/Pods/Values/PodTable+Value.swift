// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import NIOCore
public import ROSMessages

extension PodTable {
    /// How much memory a table may take as a ``ROSMessages/Value``: 64 MiB, a million values or more.
    public static let longestValue = 64 << 20

    /// The project's own value of it: a record of columns, each an array; an array's value is that array.
    ///
    /// Times with a zone become times when they are between 1970 and 2106, spans durations when they fit; other moments,
    /// days, times of a day and decimals are text.
    /// - Throws: ``PodError`` `limitExceeded` when it takes more than ``longestValue``, `unsupportedValue` when its bytes
    ///   lead out of themselves.
    public func value() throws(PodError) -> Value {
        var budget = Self.longestValue
        do {
            var columns: [(name: String, value: Value)] = []
            for column in table.columns {
                columns.append((name: column.field.name, value: try Self.value(of: column, spending: &budget)))
            }
            if kind == .array { return columns.first?.value ?? .null }
            return .record(Record(columns))
        } catch {
            guard error.code == .limitExceeded else {
                throw PodError(.unsupportedValue, "the pod's \(kind.rawValue) cannot be read: \(error)")
            }
            throw PodError(
                .limitExceeded,
                "a \(kind.rawValue) of \(table.rowCount) rows and \(table.schema.fields.count) columns takes more than "
                    + "\(Self.longestValue >> 20) MiB as values: return fewer, or read the columns as an ArrowTable")
        }
    }

    private static func value(of column: ArrowColumn, spending budget: inout Int) throws(ArrowError) -> Value {
        if column.field.type == .float64, column.nullCount == 0, column.count * 8 <= budget {
            budget -= column.count * 8
            return .doubles(try column.values(as: Double.self))
        }
        return .array(try column.values(spending: &budget).map { Value($0) })
    }
}

extension Value {
    fileprivate init(_ value: ArrowValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .uint(let number): self = Int64(exactly: number).map(Value.int) ?? .uint(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .bytes(ByteBuffer(bytes: bytes))
        case .date(let date): self = .string(date.description)
        case .time(let time): self = .string(time.description)
        case .decimal(let number): self = .string(number.description)
        case .moment(let moment):
            if moment.zone != nil, let seconds = UInt32(exactly: moment.secondsSince1970) {
                self = .time(ROSTime(secs: seconds, nsecs: UInt32(clamping: moment.nanosecond)))
            } else {
                self = .string(moment.description)
            }
        case .duration(let span):
            let (seconds, attoseconds) = span.components
            // Nanoseconds are never negative: what is before the full second counts down from it.
            let isBefore = attoseconds < 0
            let nanoseconds = attoseconds / 1_000_000_000 + (isBefore ? 1_000_000_000 : 0)
            self =
                Int32(exactly: isBefore ? seconds - 1 : seconds).map {
                    .duration(ROSDuration(secs: $0, nsecs: Int32(truncatingIfNeeded: nanoseconds)))
                } ?? .double(Double(seconds) + Double(attoseconds) / 1e18)
        case .list(let elements): self = .array(elements.map { Value($0) })
        case .record(let entries): self = .record(Record(entries.map { (name: $0.name, value: Value($0.value)) }))
        }
    }
}
