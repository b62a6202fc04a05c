// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pharos

/// What can be drawn of a value.
enum PlotNumbers {
    /// One number.
    case single(Double)
    /// An array's numbers.
    case several([Double])

    /// A number; a record with the single field `data` that holds one; an array of them. Booleans are 0 and 1, times
    /// and spans seconds.
    /// - Throws: ``PharosError`` with `invalidValue` that lists the fields one can select.
    init(_ value: Value) throws(PharosError) {
        switch value {
        case .record(let record) where record.count == 1 && record["data"] != nil:
            try self.init(record["data"] ?? .null)
        case .doubles(let numbers): self = .several(numbers)
        case .bytes(let bytes): self = .several(bytes.readableBytesView.map { Double($0) })
        case .array(let elements):
            var numbers: [Double] = []
            numbers.reserveCapacity(elements.count)
            for element in elements {
                guard let number = PlotNumbers.number(element) else { throw PlotNumbers.choose(value) }
                numbers.append(number)
            }
            self = .several(numbers)
        default:
            guard let number = PlotNumbers.number(value) else { throw PlotNumbers.choose(value) }
            self = .single(number)
        }
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .bool(let isTrue): isTrue ? 1 : 0
        case .time(let time): Double(time.nanoseconds) / 1e9
        case .duration(let span): Double(span.nanoseconds) / 1e9
        default: value.double
        }
    }

    private static func choose(_ value: Value) -> PharosError {
        let numbers = FieldSelection.numbers(in: value)
        guard !numbers.isEmpty else {
            return PharosError(.invalidValue, "a number is needed, and the value is \(value.kind) without one")
        }
        return PharosError(
            .invalidValue, "the value is \(value.kind); select a number of it: \(FieldSelection.list(numbers))")
    }
}
