// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import PharosModel
import Quantities
import ROSMessages

// Between what systems send and what expressions calculate with.

extension ExpressionValue {
    /// A sample's value, with its unit where it has one.
    /// - Throws: ``PharosError`` that says why there is none, or that a message is none until one of its fields is
    ///   selected.
    init(_ sample: Sample, of reference: String) throws(PharosError) {
        let value = try sample.value().unwrapped
        if let magnitude = value.magnitude {
            if let unit = sample.unit, !unit.isEmpty {
                self = .plain(Quantity(magnitude, Unit(unit)))
            } else {
                self = ExpressionValue(magnitude)
            }
            return
        }
        switch value {
        case .null: self = .none
        case .bool(let truth): self = .bool(truth)
        case .string(let text): self = .string(text)
        case .time(let time): self = .double(Double(time.nanoseconds) / 1e9)
        case .duration(let duration): self = .double(Double(duration.nanoseconds) / 1e9)
        case .array: self = try ExpressionValue(elementsOf: value, reference)
        case .record(let record):
            throw PharosError(
                .invalidValue,
                "{\(reference)} is a message; select one of its fields, as in {\(reference)#rvalue."
                    + "\(record.names.first ?? "field")}. There are \(record.names.joined(separator: ", "))")
        default:
            throw PharosError(.invalidValue, "{\(reference)} is \(value.kind), which expressions cannot use")
        }
    }

    private init(elementsOf value: Value, _ reference: String) throws(PharosError) {
        guard let (shape, leaves) = value.flattened else {
            throw PharosError(.invalidValue, "the rows of {\(reference)} differ in length")
        }
        do {
            let truths = leaves.compactMap(\.bool)
            if truths.count == leaves.count {
                self = .booleans(try ShapedArray(shape: shape, elements: truths))
                return
            }
            let texts = leaves.compactMap(\.string)
            if texts.count == leaves.count {
                self = .strings(try ShapedArray(shape: shape, elements: texts))
                return
            }
        } catch {
            throw PharosError(.invalidValue, "{\(reference)}: \(error)", cause: error)
        }
        throw PharosError(
            .invalidValue, "an array of numbers, truth values or texts is expected of {\(reference)}; its elements differ")
    }

    /// The value as it is sent.
    var value: Value {
        switch self {
        case .none: .null
        case .bool(let truth): .bool(truth)
        case .integer(let number): .int(number)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .booleans(let array): Value(nesting: array) { .array($0.map { .bool($0) }) }
        case .strings(let array): Value(nesting: array) { .array($0.map { .string($0) }) }
        case .integers(let array): Value(.integers(array))
        case .doubles(let array): Value(.doubles(array))
        case .quantity(let quantity): Value(quantity.magnitude)
        case .unit(let unit): .string(unit.description)
        }
    }

    /// The unit that is sent with it.
    var unitText: String? {
        guard case .quantity(let quantity) = self else { return nil }
        return quantity.unit.description
    }

    /// What is to be said of an attribute with such a value.
    var configuration: AttributeConfiguration {
        var configuration = AttributeConfiguration()
        configuration.unit = unitText ?? ""
        configuration.type =
            switch elementType {
            case .boolean: .boolean
            case .integer: .integer
            case .float: .float
            case .string, .unit: .string
            case .none: nil
            }
        configuration.format =
            switch shape.count {
            case 0: .scalar
            case 1: .spectrum
            default: .image
            }
        return configuration
    }
}
