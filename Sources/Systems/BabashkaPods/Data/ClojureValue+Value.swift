// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import ROSMessages

extension ClojureValue {
    /// What the names of records become.
    public enum KeyStyle: Sendable, Hashable {
        /// Strings, as JSON has them.
        case strings
        /// Keywords, as Clojure programs have them.
        case keywords
    }

    /// A value of the project's: arrays become vectors, records become maps.
    /// - Parameters:
    ///   - value: the value.
    ///   - keys: what the names of records become. Default: strings.
    public init(_ value: ROSMessages.Value, keys: KeyStyle = .strings) {
        switch value {
        case .null: self = .nil
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .integer(String(value))
        case .float(let value): self = .double(Double(value))
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .bytes(Array(bytes.readableBytesView))
        case .time(let time): self = .instant(ClojureInstant(milliseconds: time.nanoseconds / 1_000_000))
        case .duration(let span): self = .double(Double(span.nanoseconds) / 1e9)
        case .array(let elements): self = .vector(elements.map { ClojureValue($0, keys: keys) })
        case .doubles(let numbers): self = .vector(numbers.map { .double($0) })
        case .record(let record):
            self = .map(
                record.entries.map { entry in
                    let key: ClojureValue =
                        switch keys {
                        case .strings: .string(entry.name)
                        case .keywords: .keyword(entry.name)
                        }
                    return ClojureEntry(key, ClojureValue(entry.value, keys: keys))
                })
        }
    }

    /// The value as one of the project's, which is also what JSON shows of it.
    ///
    /// Keywords, symbols, characters, UUIDs and URIs become strings (keywords without their colon); lists, vectors and
    /// sets become arrays; keys of maps that are no names become their EDN; decimals, fractions and whole numbers of
    /// more than 64 bits become the nearest number; a moment becomes a time when ROS has it (1970 to 2106), RFC 3339
    /// text otherwise; a tagged value becomes `{"tag": …, "value": …}`.
    public var value: ROSMessages.Value { converted(instantsAsText: false) }

    /// The value as JSON libraries of Clojure write it: as ``value``, but moments are always RFC 3339 text.
    package var json: ROSMessages.Value { converted(instantsAsText: true) }

    private func converted(instantsAsText: Bool) -> ROSMessages.Value {
        switch self {
        case .nil: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .bigInteger(let digits):
            return Int64(digits).map { .int($0) } ?? UInt64(digits).map { .uint($0) } ?? .double(Double(digits) ?? .nan)
        case .double(let value): return .double(value)
        case .decimal, .ratio: return .double(double ?? .nan)
        case .character, .string, .keyword, .symbol, .uuid, .uri: return .string(text ?? "")
        case .list(let elements), .vector(let elements), .set(let elements):
            return .array(elements.map { $0.converted(instantsAsText: instantsAsText) })
        case .map(let entries):
            return .record(
                Record(
                    entries.map {
                        (name: $0.key.text ?? "\($0.key)", value: $0.value.converted(instantsAsText: instantsAsText))
                    }))
        case .bytes(let bytes): return .bytes(.init(bytes: bytes))
        case .instant(let instant):
            let isOfROS = (0..<Int64(UInt32.max) * 1000).contains(instant.milliseconds)
            guard isOfROS, !instantsAsText else { return .string("\(instant)") }
            return .time(ROSTime(nanoseconds: instant.milliseconds * 1_000_000))
        case .tagged(let tag, let value):
            return ["tag": .string(tag), "value": value.converted(instantsAsText: instantsAsText)]
        }
    }
}
