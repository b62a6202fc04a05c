// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

extension AttributeConfiguration {
    /// The configuration for programs, as `pharos describe --json` has it; what is not known is left out.
    public var value: Value {
        var record: Record = [:]
        func put(_ name: String, _ text: String) { if !text.isEmpty { record[name] = .string(text) } }
        func put(_ name: String, _ limits: Limits) {
            guard !limits.isOpen else { return }
            record[name] = .array([limits.low.map { .double($0) } ?? .null, limits.high.map { .double($0) } ?? .null])
        }
        put("label", label)
        put("description", description)
        put("unit", unit)
        put("type", type?.rawValue ?? "")
        put("format", format?.rawValue ?? "")
        put("range", range)
        put("warnings", warnings)
        put("alarms", alarms)
        if let precision { record["precision"] = .int(Int64(precision)) }
        if !labels.isEmpty { record["labels"] = .array(labels.map { .string($0) }) }
        return .record(record)
    }

    /// A configuration from its ``value``; what is not in it stays as it is.
    /// - Throws: ``PharosError`` with `invalidValue` that names the property, what was expected and what came.
    public mutating func update(_ value: Value) throws(PharosError) {
        guard case .record(let record) = value else {
            throw PharosError(.invalidValue, "a configuration is an object, \(value.kind) came")
        }
        for (name, value) in record.entries {
            switch name {
            case "label": label = try text(name, value)
            case "description": description = try text(name, value)
            case "unit": unit = try text(name, value)
            case "type": type = try word(name, value)
            case "format": format = try word(name, value)
            case "range": range = try limits(name, value)
            case "warnings": warnings = try limits(name, value)
            case "alarms": alarms = try limits(name, value)
            case "precision":
                guard let digits = value.int, (0...40).contains(digits) else {
                    throw refusal(name, "a number of digits from 0 to 40", value)
                }
                precision = digits
            case "labels":
                guard let all = value.array, all.allSatisfy({ $0.string != nil }) else {
                    throw refusal(name, "a list of strings", value)
                }
                labels = all.compactMap(\.string)
            default:
                throw PharosError(
                    .invalidValue,
                    "a configuration has label, description, unit, type, format, range, warnings, alarms, precision and "
                        + "labels, no '\(name)'")
            }
        }
    }

    private func text(_ name: String, _ value: Value) throws(PharosError) -> String {
        guard let text = value.string else { throw refusal(name, "a string", value) }
        return text
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ value: Value
    ) throws(PharosError) -> Word where Word.RawValue == String {
        guard let word = value.string.flatMap({ Word(rawValue: $0) }) else {
            throw refusal(name, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", value)
        }
        return word
    }

    private func limits(_ name: String, _ value: Value) throws(PharosError) -> Limits {
        guard let bounds = value.array, bounds.count == 2, bounds.allSatisfy({ $0.isNull || $0.double != nil }) else {
            throw refusal(name, "a list of two numbers, null for an open end,", value)
        }
        return Limits(low: bounds[0].double, high: bounds[1].double)
    }

    private func refusal(_ name: String, _ expected: String, _ value: Value) -> PharosError {
        PharosError(.invalidValue, "\(name): \(expected) is expected, \(value.kind) came")
    }
}
