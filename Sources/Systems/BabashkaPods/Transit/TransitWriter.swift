// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// Values as transit text in its JSON form, with its codes for strings that come again.
public struct TransitWriter: Sendable {
    /// A writer.
    public init() {}

    /// A value as text.
    public func text(_ value: ClojureValue) -> String {
        var encoder = Encoder()
        // A text is an array or an object; a scalar is quoted.
        let json = value.isComposite ? encoder.json(value) : .array([encoder.string("~#'"), encoder.json(value)])
        return JSONWriter().text(json)
    }

    private struct Encoder {
        /// By bytes: texts that only look alike are different.
        private var places: [[UInt8]: Int] = [:]

        /// A string, or its code when it came before.
        mutating func string(_ text: String, isKey: Bool = false) -> Value {
            guard TransitCache.counts(text, isKey: isKey) else { return .string(text) }
            let bytes = Array(text.utf8)
            if let place = places[bytes] { return .string(TransitCache.code(place)) }
            if places.count == TransitCache.capacity { places = [:] }
            places[bytes] = places.count
            return .string(text)
        }

        mutating func json(_ value: ClojureValue, isKey: Bool = false) -> Value {
            switch value {
            case .nil: return isKey ? string("~_", isKey: true) : .null
            case .bool(let value): return isKey ? string(value ? "~?t" : "~?f", isKey: true) : .bool(value)
            // JSON numbers are exact to 53 bits for many readers.
            case .int(let number):
                return isKey || number.magnitude >= 1 << 53 ? string("~i\(number)", isKey: isKey) : .int(number)
            case .bigInteger(let digits): return string("~n\(digits)", isKey: isKey)
            case .double(let number):
                if number.isNaN { return string("~zNaN", isKey: isKey) }
                if number.isInfinite { return string(number > 0 ? "~zINF" : "~z-INF", isKey: isKey) }
                return isKey ? string("~d\(number)", isKey: true) : .double(number)
            case .decimal(let digits): return string("~f\(digits)", isKey: isKey)
            case .character(let scalar): return string("~c\(Character(scalar))", isKey: isKey)
            case .string(let text):
                let isMarked = text.utf8.first.map { "~^`".utf8.contains($0) } ?? false
                return string(isMarked ? "~\(text)" : text, isKey: isKey)
            case .keyword(let name): return string("~:\(name)", isKey: isKey)
            case .symbol(let name): return string("~$\(name)", isKey: isKey)
            case .bytes(let bytes):
                var text = Array("~b".utf8)
                Base64.encode(bytes, into: &text)
                return string(String(decoding: text, as: UTF8.self), isKey: isKey)
            case .instant(let instant): return string("~m\(instant.milliseconds)", isKey: isKey)
            case .uuid(let text): return string("~u\(text)", isKey: isKey)
            case .uri(let text): return string("~r\(text)", isKey: isKey)
            case .vector(let elements): return .array(elements.map { json($0) })
            case .list(let elements): return tagged("list", .vector(elements))
            case .set(let elements): return tagged("set", .vector(elements))
            case .map(let entries): return map(entries)
            case .ratio(let numerator, let denominator):
                return tagged("ratio", .vector([.bigInteger(numerator), .bigInteger(denominator)]))
            case .tagged(let tag, .string(let text)) where ClojureValue.isLetter(tag):
                return string("~\(tag)\(text)", isKey: isKey)
            case .tagged(let tag, let value): return tagged(tag, value)
            }
        }

        private mutating func tagged(_ tag: String, _ value: ClojureValue) -> Value {
            let name = string("~#\(tag)")
            return .array([name, json(value)])
        }

        private mutating func map(_ entries: [ClojureEntry]) -> Value {
            guard entries.allSatisfy({ !$0.key.isComposite }) else {
                return tagged("cmap", .vector(entries.flatMap { [$0.key, $0.value] }))
            }
            var items: [Value] = [.string("^ ")]
            for entry in entries {
                items.append(json(entry.key, isKey: true))
                items.append(json(entry.value))
            }
            return .array(items)
        }
    }
}

extension ClojureValue {
    /// Whether transit writes it as an array.
    fileprivate var isComposite: Bool {
        switch self {
        case .list, .vector, .set, .map, .ratio: true
        case .tagged(let tag, .string): !ClojureValue.isLetter(tag)
        case .tagged: true
        default: false
        }
    }

    /// Whether a tag is a letter that transit gives no meaning: what an unknown `~x…` was read as.
    fileprivate static func isLetter(_ tag: String) -> Bool {
        tag.unicodeScalars.count == 1 && !"~^`#:$_?indfzmtucrb".contains(tag)
    }
}
