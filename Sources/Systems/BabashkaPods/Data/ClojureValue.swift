// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A value of Clojure's, as pods send and take it in EDN, transit or JSON.
///
/// Literals make values: `["select ?", 1, nil, [true, 2.5]]` is a vector. Numbers that no machine word holds are kept
/// as their digits, exactly. Two values are equal when they are written equally: the order of a map's entries counts.
public enum ClojureValue: Sendable, Hashable {
    /// Nothing.
    case `nil`
    /// True or false.
    case bool(Bool)
    /// A whole number of 64 bits.
    case int(Int64)
    /// A larger whole number: its decimal digits with an optional `-`.
    case bigInteger(String)
    /// A number of 64 bits, NaN and infinities included.
    case double(Double)
    /// A decimal number that is kept exactly: `-1.50`, `1E+3`.
    case decimal(String)
    /// A fraction of two whole numbers, each as decimal digits.
    case ratio(numerator: String, denominator: String)
    /// One character.
    case character(Unicode.Scalar)
    /// Text.
    case string(String)
    /// A keyword without its colon: `name` or `space/name`.
    case keyword(String)
    /// A symbol: `name` or `space/name`.
    case symbol(String)
    /// Values in order, as `(1 2)`.
    case list([ClojureValue])
    /// Values in order, as `[1 2]`.
    case vector([ClojureValue])
    /// Values without order or repetition.
    case set([ClojureValue])
    /// Keys of any kind with their values.
    case map([ClojureEntry])
    /// Bytes. Transit has them; EDN has not and gets `#bytes "<base64>"`.
    case bytes([UInt8])
    /// A moment.
    case instant(ClojureInstant)
    /// A UUID in its usual form, in lower case.
    case uuid(String)
    /// A URI. Transit has them; EDN has not and gets `#uri "<text>"`.
    case uri(String)
    /// A value with a tag of somebody's own: `#my/tag value`.
    indirect case tagged(String, ClojureValue)
}

/// A key of a map with its value.
public struct ClojureEntry: Sendable, Hashable {
    /// The key.
    public var key: ClojureValue
    /// The value.
    public var value: ClojureValue

    /// An entry.
    public init(_ key: ClojureValue, _ value: ClojureValue) {
        self.key = key
        self.value = value
    }
}

extension ClojureValue {
    /// The value of a keyword or string of that name in a map; `nil` when there is none.
    public subscript(name: String) -> ClojureValue? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == .keyword(name) || $0.key == .string(name) }?.value
    }

    /// The element at that place of a list, vector or set; `nil` when there is none.
    public subscript(index: Int) -> ClojureValue? {
        guard let elements, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The elements of a list, vector or set.
    public var elements: [ClojureValue]? {
        switch self {
        case .list(let elements), .vector(let elements), .set(let elements): elements
        default: nil
        }
    }

    /// The text of a string, keyword, symbol, character, UUID or URI.
    public var text: String? {
        switch self {
        case .string(let text), .keyword(let text), .symbol(let text), .uuid(let text), .uri(let text): text
        case .character(let scalar): String(Character(scalar))
        default: nil
        }
    }

    /// The whole number, if it is one that fits.
    public var int: Int64? { if case .int(let value) = self { value } else { nil } }

    /// The boolean, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The number nearest to it, if it is a number of any kind.
    public var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .bigInteger(let digits), .decimal(let digits): Double(digits)
        case .ratio(let numerator, let denominator):
            if let numerator = Double(numerator), let denominator = Double(denominator) {
                numerator / denominator
            } else {
                nil
            }
        default: nil
        }
    }

    /// A whole number from its digits, of the smallest kind that holds it.
    package static func integer(_ digits: String) -> ClojureValue {
        Int64(digits).map { .int($0) } ?? .bigInteger(digits.hasPrefix("+") ? String(digits.dropFirst()) : digits)
    }
}

extension ClojureValue: CustomStringConvertible {
    /// The value as EDN.
    public var description: String { EDNWriter().text(self) }
}

extension ClojureValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Nothing.
    public init(nilLiteral: ()) { self = .nil }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A vector.
    public init(arrayLiteral elements: ClojureValue...) { self = .vector(elements) }
    /// A map.
    public init(dictionaryLiteral elements: (ClojureValue, ClojureValue)...) {
        self = .map(elements.map { ClojureEntry($0.0, $0.1) })
    }
}
