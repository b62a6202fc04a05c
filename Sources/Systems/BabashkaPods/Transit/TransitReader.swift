// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// Transit text in its JSON form (transit-format 0.8) to values; its verbose form, too.
///
/// What has no case of its own stays ``ClojureValue/tagged(_:_:)``: `["~#point",[1,2]]`, metadata (`with-meta`), links.
public struct TransitReader: Sendable {
    /// How deep values may be nested. Default: 128.
    public var maximumDepth: Int
    /// How many bytes of text are read. Default: 64 MiB.
    public var maximumLength: Int

    /// A reader.
    public init(maximumDepth: Int = 128, maximumLength: Int = 64 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
    }

    /// Parses a text that holds exactly one value.
    /// - Throws: ``BabashkaPodError`` with `malformed` or `limitExceeded`: line and column where it is no JSON, what was
    ///   found where it is no transit.
    public func value(_ text: String) throws(BabashkaPodError) -> ClojureValue {
        try value(Array(text.utf8))
    }

    /// Parses UTF-8 bytes that hold exactly one value.
    public func value(_ bytes: [UInt8]) throws(BabashkaPodError) -> ClojureValue {
        let json: Value
        do {
            json = try JSONReader(maximumDepth: maximumDepth, maximumLength: maximumLength).value(bytes)
        } catch {
            throw BabashkaPodError(
                error.code == .limitExceeded ? .limitExceeded : .malformed, "transit: \(error.message)")
        }
        var decoder = Decoder()
        guard case .value(let value) = try decoder.item(json, isKey: false) else {
            throw BabashkaPodError(.malformed, "transit: expected a value, found a tag alone: \(json)")
        }
        return value
    }

    /// What a string can stand for.
    private enum Item {
        case value(ClojureValue)
        case tag(String)
    }

    private struct Decoder {
        private var cache: [Item] = []

        private func wrong(_ expected: String, _ found: Any) -> BabashkaPodError {
            let text = "\(found)"
            return BabashkaPodError(
                .malformed,
                "transit: expected \(expected), found \(text.count > 100 ? text.prefix(100) + "…" : text[...])")
        }

        mutating func value(_ json: Value, isKey: Bool = false) throws(BabashkaPodError) -> ClojureValue {
            guard case .value(let value) = try item(json, isKey: isKey) else {
                throw wrong("a value", "a tag alone: \(json)")
            }
            return value
        }

        mutating func item(_ json: Value, isKey: Bool) throws(BabashkaPodError) -> Item {
            switch json {
            case .null: return .value(.nil)
            case .bool(let value): return .value(.bool(value))
            case .int(let number): return .value(.int(number))
            case .uint(let number): return .value(.bigInteger(String(number)))
            case .double(let number): return .value(.double(number))
            case .string(let text): return try cached(text, isKey: isKey)
            case .array(let elements): return .value(try array(elements))
            case .record(let record): return .value(try verbose(record))
            default: throw wrong("JSON", json)
            }
        }

        private mutating func cached(_ text: String, isKey: Bool) throws(BabashkaPodError) -> Item {
            if TransitCache.isCode(text) {
                guard let place = TransitCache.place(text), place < cache.count else {
                    throw wrong("a code of a string that came before", text)
                }
                return cache[place]
            }
            let item = try ground(text)
            if TransitCache.counts(text, isKey: isKey) {
                if cache.count == TransitCache.capacity { cache = [] }
                cache.append(item)
            }
            return item
        }

        private mutating func array(_ elements: [Value]) throws(BabashkaPodError) -> ClojureValue {
            guard let first = elements.first else { return .vector([]) }
            if first == .string("^ ") {
                guard elements.count.isMultiple(of: 2) == false else {
                    throw wrong("a value for every key", Value.array(elements))
                }
                var entries: [ClojureEntry] = []
                entries.reserveCapacity(elements.count / 2)
                for place in stride(from: 1, to: elements.count, by: 2) {
                    let key = try value(elements[place], isKey: true)
                    entries.append(ClojureEntry(key, try value(elements[place + 1])))
                }
                return .map(try distinct(entries))
            }
            switch try item(first, isKey: false) {
            case .tag(let tag):
                guard elements.count == 2 else { throw wrong("one value behind the tag \(tag)", Value.array(elements)) }
                return try tagged(tag, try value(elements[1]))
            case .value(let value):
                var values = [value]
                values.reserveCapacity(elements.count)
                for element in elements.dropFirst() { values.append(try self.value(element)) }
                return .vector(values)
            }
        }

        /// A JSON object: a map or one tagged value, as the verbose form has them.
        private mutating func verbose(_ record: Record) throws(BabashkaPodError) -> ClojureValue {
            var entries: [ClojureEntry] = []
            for entry in record.entries {
                switch try cached(entry.name, isKey: true) {
                case .tag(let tag):
                    guard record.count == 1 else { throw wrong("one tag alone in an object", Value.record(record)) }
                    return try tagged(tag, try value(entry.value))
                case .value(let key): entries.append(ClojureEntry(key, try value(entry.value)))
                }
            }
            return .map(try distinct(entries))
        }

        private func distinct(_ entries: [ClojureEntry]) throws(BabashkaPodError) -> [ClojureEntry] {
            if let key = entries.map(\.key).firstRepeated { throw wrong("every key once", "\(key) twice") }
            return entries
        }

        private func tagged(_ tag: String, _ value: ClojureValue) throws(BabashkaPodError) -> ClojureValue {
            switch (tag, value) {
            case ("'", _): return value
            case ("list", .vector(let elements)): return .list(elements)
            case ("set", .vector(let elements)): return .set(elements)
            case ("cmap", .vector(let elements)) where elements.count.isMultiple(of: 2):
                var entries: [ClojureEntry] = []
                for place in stride(from: 0, to: elements.count, by: 2) {
                    entries.append(ClojureEntry(elements[place], elements[place + 1]))
                }
                return .map(try distinct(entries))
            case ("ratio", .vector(let parts)) where parts.count == 2:
                guard let numerator = parts[0].digits, let denominator = parts[1].digits, denominator != "0" else {
                    throw wrong("two whole numbers of a ratio", value)
                }
                return .ratio(numerator: numerator, denominator: denominator)
            case ("u", .vector(let halves)) where halves.count == 2:
                guard let high = halves[0].int, let low = halves[1].int else {
                    throw wrong("two halves of a UUID", value)
                }
                return .uuid(Self.uuid(UInt64(bitPattern: high), UInt64(bitPattern: low)))
            case ("list", _), ("set", _), ("cmap", _), ("ratio", _), ("u", _):
                throw wrong("the parts of a \(tag)", value)
            default: return .tagged(tag, value)
            }
        }

        private static func uuid(_ high: UInt64, _ low: UInt64) -> String {
            func padded(_ number: UInt64) -> String {
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.utf8.count) + digits
            }
            var text = padded(high) + padded(low)
            for place in [20, 16, 12, 8] { text.insert("-", at: text.index(text.startIndex, offsetBy: place)) }
            return text
        }

        /// What a string says of itself: `~:name`, `~i5`, `~~text`.
        private func ground(_ text: String) throws(BabashkaPodError) -> Item {
            let bytes = text.utf8
            guard bytes.count > 1, bytes.first == UInt8(ascii: "~") else { return .value(.string(text)) }
            let letter = bytes[bytes.index(after: bytes.startIndex)]
            let rest = String(text.unicodeScalars.dropFirst(2))
            func or(_ value: ClojureValue?, _ expected: String) throws(BabashkaPodError) -> Item {
                guard let value else { throw wrong(expected, text) }
                return .value(value)
            }
            switch letter {
            case UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: "`"):
                return .value(.string(String(text.unicodeScalars.dropFirst())))
            case UInt8(ascii: "#"): return .tag(rest)
            case UInt8(ascii: ":"): return .value(.keyword(rest))
            case UInt8(ascii: "$"): return .value(.symbol(rest))
            case UInt8(ascii: "_"): return .value(.nil)
            case UInt8(ascii: "?"):
                return try or(rest == "t" ? .bool(true) : rest == "f" ? .bool(false) : nil, "~?t or ~?f")
            case UInt8(ascii: "i"): return try or(Self.isInteger(rest) ? .integer(rest) : nil, "a whole number")
            case UInt8(ascii: "n"): return try or(Self.isInteger(rest) ? .bigInteger(rest) : nil, "a whole number")
            case UInt8(ascii: "d"):
                return try or(Self.isDecimal(rest) ? Double(rest).map { .double($0) } : nil, "a number")
            case UInt8(ascii: "f"): return try or(Self.isDecimal(rest) ? .decimal(rest) : nil, "a decimal number")
            case UInt8(ascii: "z"):
                let numbers: [String: Double] = ["NaN": .nan, "INF": .infinity, "-INF": -.infinity]
                return try or(numbers[rest].map { .double($0) }, "~zNaN, ~zINF or ~z-INF")
            case UInt8(ascii: "m"):
                return try or(Int64(rest).map { .instant(ClojureInstant(milliseconds: $0)) }, "milliseconds")
            case UInt8(ascii: "t"): return try or(ClojureInstant(rest).map { .instant($0) }, "RFC 3339 text")
            case UInt8(ascii: "u"): return try or(ClojureValue(uuid: rest), "a UUID")
            case UInt8(ascii: "r"): return .value(.uri(rest))
            case UInt8(ascii: "c"):
                let scalars = rest.unicodeScalars
                return try or(scalars.count == 1 ? scalars.first.map { .character($0) } : nil, "one character")
            case UInt8(ascii: "b"): return try or(Base64.decode(rest).map { .bytes($0) }, "base64")
            default:
                return .value(.tagged(String(text.unicodeScalars.dropFirst().prefix(1)), .string(rest)))
            }
        }

        private static func isInteger(_ text: String) -> Bool {
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            return !digits.isEmpty && digits.allSatisfy(\.isDigit)
        }

        /// Digits with an optional point and exponent.
        private static func isDecimal(_ text: String) -> Bool {
            text.utf8.first.map { $0.isDigit || $0 == UInt8(ascii: "-") } == true
                && text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) } && Double(text) != nil
        }
    }
}

extension ClojureValue {
    /// The digits of a whole number of any size.
    fileprivate var digits: String? {
        switch self {
        case .int(let number): String(number)
        case .bigInteger(let digits): digits
        default: nil
        }
    }
}
