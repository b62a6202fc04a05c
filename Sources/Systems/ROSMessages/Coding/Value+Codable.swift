// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

extension Value: Encodable {
    /// Writes the value in the encoder's own terms; ``ValueEncoder`` keeps it as it is.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .record(let record):
            var container = encoder.container(keyedBy: FieldName.self)
            for entry in record.entries { try container.encode(entry.value, forKey: FieldName(stringValue: entry.name)) }
        case .array(let elements): try elements.encode(to: encoder)
        case .doubles(let elements): try elements.encode(to: encoder)
        case .bytes(let bytes): try Array(bytes.readableBytesView).encode(to: encoder)
        case .time(let time): try time.encode(to: encoder)
        case .duration(let span): try span.encode(to: encoder)
        default: try encode(single: encoder)
        }
    }

    private func encode(single encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .uint(let value): try container.encode(value)
        case .float(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        default: try container.encodeNil()
        }
    }
}

extension Value: Decodable {
    /// Reads whatever a self-describing format has there; ``ValueDecoder`` hands it over as it is.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: FieldName.self) {
            self = .record(Record(try container.allKeys.map { ($0.stringValue, try container.decode(Value.self, forKey: $0)) }))
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var elements: [Value] = []
            while !container.isAtEnd { elements.append(try container.decode(Value.self)) }
            self = .array(elements)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .uint(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else {
            self = .string(try container.decode(String.self))
        }
    }
}

/// The name of a record's field as the coders want it.
private struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
