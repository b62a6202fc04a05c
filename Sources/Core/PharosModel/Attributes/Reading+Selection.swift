// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Quantities
import ROSMessages

// What a fragment selects (Taurus TEP14): `#units`, `#rvalue[1:3].m`, `#rvalue.to('mm')`, `#rvalue.pose.position.x`.

extension Reading {
    /// The part of the attribute that a fragment selects, as a sample of its own with the same time and quality.
    ///
    /// - Parameters:
    ///   - selector: the fragment.
    ///   - name: the attribute's name, for `#name` and `#fullname`.
    /// - Throws: ``PharosError`` with `invalidValue` that says what there is instead.
    public func selecting(_ selector: FragmentSelector, of name: ParsedName?) throws(PharosError) -> Sample {
        var part = try property(selector.property, name)
        for step in selector.steps { part = try part.taking(step, of: selector) }
        return Sample(
            Payload(part.value), timestamp: sample.timestamp, quality: sample.quality, sequence: sample.sequence,
            gap: sample.gap, unit: part.unit, isPolled: sample.isPolled)
    }

    private func property(
        _ property: FragmentSelector.Property, _ name: ParsedName?
    ) throws(PharosError) -> SelectedPart {
        switch property {
        case .name: return SelectedPart(.string(name?.simpleName ?? info.path))
        case .fullname: return SelectedPart(.string(name?.fullName ?? info.path))
        case .label:
            let label = configuration.label
            return SelectedPart(.string(label.isEmpty ? name?.simpleName ?? info.path : label))
        case .description: return SelectedPart(.string(configuration.description))
        case .units: return SelectedPart(.string(unit))
        case .type: return SelectedPart(.string(configuration.type?.rawValue ?? info.type))
        case .writable: return SelectedPart(.bool(info.isWritable))
        case .dataFormat: return SelectedPart(configuration.format.map { .string($0.rawValue) } ?? .null)
        case .range: return limits(configuration.range)
        case .warnings: return limits(configuration.warnings)
        case .alarms: return limits(configuration.alarms)
        case .rvalue, .state: return SelectedPart(try value(), unit: unit)
        case .wvalue: return SelectedPart(try setpoint() ?? .null, unit: unit)
        case .time: return SelectedPart(.double(Double(timestamp.nanoseconds) / 1e9), unit: "s")
        case .quality: return SelectedPart(.string("\(quality)"))
        case .precision: return SelectedPart(configuration.precision.map { .int(Int64($0)) } ?? .null)
        }
    }

    private func limits(_ limits: AttributeConfiguration.Limits) -> SelectedPart {
        SelectedPart(
            .array([limits.low.map { .double($0) } ?? .null, limits.high.map { .double($0) } ?? .null]), unit: unit)
    }
}

/// A part of an attribute on its way through the steps of a selector.
private struct SelectedPart {
    var value: Value
    var unit: String?

    init(_ value: Value, unit: String? = nil) {
        self.value = value
        self.unit = unit.flatMap { $0.isEmpty ? nil : $0 }
    }

    func taking(_ step: FragmentSelector.Step, of selector: FragmentSelector) throws(PharosError) -> SelectedPart {
        switch step {
        case .member(let name): return try member(name, selector)
        case .elements(let subscripts): return SelectedPart(try elements(value, subscripts[...], selector), unit: unit)
        case .unit(let text): return try converted(text, selector)
        }
    }

    private func member(_ name: String, _ selector: FragmentSelector) throws(PharosError) -> SelectedPart {
        if case .record(let record) = value {
            guard let field = record[name] else {
                throw fail(selector, "a field '\(name)' is expected, there are \(record.names.joined(separator: ", "))")
            }
            return SelectedPart(field.unwrapped, unit: unit)
        }
        switch name {
        case "units": return SelectedPart(.string(unit ?? ""))
        case "magnitude", "m": return SelectedPart(value)
        case "shape": return SelectedPart(.array((value.flattened?.shape ?? []).map { .int(Int64($0)) }))
        default:
            throw fail(selector, "'\(name)' is expected of \(value.kind), which has units, magnitude, m and shape")
        }
    }

    private func converted(_ text: String, _ selector: FragmentSelector) throws(PharosError) -> SelectedPart {
        guard let magnitude = value.magnitude else {
            throw fail(selector, "a number is expected to convert to \(text), \(value.kind) came")
        }
        do {
            let target = try Unit(parsing: text)
            let quantity = try Quantity(magnitude, Unit(unit ?? "")).converted(to: target)
            return SelectedPart(Value(quantity.magnitude), unit: text)
        } catch {
            throw fail(selector, "\(error)")
        }
    }

    /// One subscript a dimension, the outermost first.
    private func elements(
        _ value: Value, _ subscripts: ArraySlice<FragmentSelector.Subscript>, _ selector: FragmentSelector
    ) throws(PharosError) -> Value {
        guard let first = subscripts.first else { return value }
        let rest = subscripts.dropFirst()
        if case .string(let text) = value, rest.isEmpty {
            let letters = Array(text)
            return .string(String(try indices(first, letters.count, selector).map { letters[$0] }))
        }
        if case .bytes(let bytes) = value, rest.isEmpty {
            let all = Array(bytes.readableBytesView)
            let chosen = try indices(first, all.count, selector).map { Value.int(Int64(all[$0])) }
            if case .index = first { return chosen[0] }
            return .array(chosen)
        }
        if case .doubles(let all) = value, rest.isEmpty {
            let chosen = try indices(first, all.count, selector).map { all[$0] }
            if case .index = first { return .double(chosen[0]) }
            return .doubles(chosen)
        }
        guard let all = value.array else {
            throw fail(selector, "an array is expected for '[…]', \(value.kind) came")
        }
        let chosen = try indices(first, all.count, selector)
        if case .index = first { return try elements(all[chosen[0]], rest, selector) }
        var result: [Value] = []
        result.reserveCapacity(chosen.count)
        for index in chosen { result.append(try elements(all[index], rest, selector)) }
        return .array(result)
    }

    /// The indices that a subscript means, as Python counts them; never empty for a single index.
    private func indices(
        _ subscripted: FragmentSelector.Subscript, _ count: Int, _ selector: FragmentSelector
    ) throws(PharosError) -> [Int] {
        switch subscripted {
        case .index(let index):
            let place = index < 0 ? index + count : index
            guard (0..<count).contains(place) else {
                throw fail(selector, "an index from \(-count) to \(count - 1) is expected, \(index) came")
            }
            return [place]
        case .slice(let from, let to, let by):
            // A longer step than the array has the same effect, and no sum of it overflows.
            let step = min(max(by ?? 1, -count - 1), count + 1)
            func clamped(_ bound: Int, _ low: Int, _ high: Int) -> Int {
                min(max(bound < 0 ? max(bound, -count - 1) + count : bound, low), high)
            }
            if step > 0 {
                let start = from.map { clamped($0, 0, count) } ?? 0
                let end = to.map { clamped($0, 0, count) } ?? count
                return Array(stride(from: start, to: end, by: step))
            }
            let start = from.map { clamped($0, -1, count - 1) } ?? count - 1
            let end = to.map { clamped($0, -1, count - 1) } ?? -1
            return Array(stride(from: start, to: end, by: step))
        }
    }

    private func fail(_ selector: FragmentSelector, _ text: String) -> PharosError {
        PharosError(.invalidValue, "#\(selector): \(text)")
    }
}
