// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// EDN text (edn-format) to values, as `clojure.edn/read-string` reads it: all of the standard, and what Clojure prints
/// besides: fractions, namespaced maps (`#:space{…}`), `##Inf`, characters of all kinds. Metadata (`^{…}`) is dropped.
public struct EDNReader: Sendable {
    /// How deep values may be nested. Default: 128.
    public var maximumDepth: Int
    /// How many bytes of text are read. Default: 64 MiB.
    public var maximumLength: Int
    /// How many values one text may hold, for each costs memory however short it is. Default: 4 000 000.
    public var maximumCount: Int

    /// A reader.
    public init(maximumDepth: Int = 128, maximumLength: Int = 64 << 20, maximumCount: Int = 4_000_000) {
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
        self.maximumCount = maximumCount
    }

    /// Parses a text that holds exactly one value.
    /// - Throws: ``BabashkaPodError`` with `malformed` or `limitExceeded` and the offset in bytes.
    public func value(_ text: String) throws(BabashkaPodError) -> ClojureValue {
        try value(Array(text.utf8))
    }

    /// Parses UTF-8 bytes that hold exactly one value.
    public func value(_ bytes: [UInt8]) throws(BabashkaPodError) -> ClojureValue {
        guard bytes.count <= maximumLength else {
            throw BabashkaPodError(
                .limitExceeded, "EDN of \(bytes.count) bytes came, at most \(maximumLength) are read")
        }
        var scanner = EDNScanner(bytes: bytes, maximumDepth: maximumDepth, maximumCount: maximumCount)
        let value = try scanner.form(0)
        try scanner.skip(0)
        guard scanner.current == nil else { throw scanner.error("the end of the text") }
        return value
    }
}

/// Walks over EDN text. Single words are in its other file.
struct EDNScanner {
    let bytes: [UInt8]
    let maximumDepth: Int
    let maximumCount: Int
    var index = 0
    private var count = 0

    init(bytes: [UInt8], maximumDepth: Int, maximumCount: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.maximumCount = maximumCount
    }

    var current: UInt8? { index < bytes.count ? bytes[index] : nil }
    private var next: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

    func error(_ expected: String) -> BabashkaPodError {
        let rest = bytes[min(index, bytes.count)...].prefix(20)
        let found = rest.isEmpty ? "the end of the text" : "\"\(String(decoding: rest, as: UTF8.self))\""
        return BabashkaPodError(.malformed, "EDN: expected \(expected), found \(found)", offset: index)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) || byte == 0x2c }

    /// Whether a word ends before that byte.
    static func ends(_ byte: UInt8) -> Bool { isSpace(byte) || "()[]{}\";\\^".utf8.contains(byte) }

    /// Passes over spaces, comments and discarded values.
    mutating func skip(_ depth: Int) throws(BabashkaPodError) {
        while let byte = current {
            if Self.isSpace(byte) {
                index += 1
            } else if byte == UInt8(ascii: ";") {
                while let byte = current, byte != 0x0a, byte != 0x0d { index += 1 }
            } else if byte == UInt8(ascii: "#"), next == UInt8(ascii: "_") {
                index += 2
                _ = try form(depth + 1)
            } else {
                return
            }
        }
    }

    /// The next value, which must be there.
    mutating func form(_ depth: Int) throws(BabashkaPodError) -> ClojureValue {
        guard depth <= maximumDepth else {
            throw BabashkaPodError(.limitExceeded, "EDN is nested deeper than \(maximumDepth)", offset: index)
        }
        count += 1
        guard count <= maximumCount else {
            throw BabashkaPodError(.limitExceeded, "EDN holds more than \(maximumCount) values", offset: index)
        }
        try skip(depth)
        guard let byte = current else { throw error("a value") }
        switch byte {
        case UInt8(ascii: "("): return .list(try elements(UInt8(ascii: ")"), depth))
        case UInt8(ascii: "["): return .vector(try elements(UInt8(ascii: "]"), depth))
        case UInt8(ascii: "{"): return .map(try entries(depth, space: nil))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "\\"): return try character()
        case UInt8(ascii: "#"): return try dispatch(depth)
        case UInt8(ascii: "^"):
            index += 1
            _ = try form(depth + 1)
            return try form(depth + 1)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): throw error("a value")
        default: return try word()
        }
    }

    private mutating func elements(_ end: UInt8, _ depth: Int) throws(BabashkaPodError) -> [ClojureValue] {
        index += 1
        var elements: [ClojureValue] = []
        while true {
            try skip(depth)
            guard let byte = current else { throw error("'\(Character(UnicodeScalar(end)))'") }
            if byte == end {
                index += 1
                return elements
            }
            elements.append(try form(depth + 1))
        }
    }

    private mutating func entries(_ depth: Int, space: String?) throws(BabashkaPodError) -> [ClojureEntry] {
        let start = index
        let elements = try elements(UInt8(ascii: "}"), depth)
        guard elements.count.isMultiple(of: 2) else {
            throw BabashkaPodError(.malformed, "EDN: expected a value for every key of a map", offset: start)
        }
        var entries: [ClojureEntry] = []
        entries.reserveCapacity(elements.count / 2)
        for place in stride(from: 0, to: elements.count, by: 2) {
            let key = space.map { elements[place].inside($0) } ?? elements[place]
            guard key.isReadable else {
                throw BabashkaPodError(
                    .malformed, "EDN: expected a name for a namespaced map, found \(key)", offset: start)
            }
            entries.append(ClojureEntry(key, elements[place + 1]))
        }
        try checkDistinct(entries.map(\.key), "key", start)
        return entries
    }

    private func checkDistinct(_ values: [ClojureValue], _ what: String, _ start: Int) throws(BabashkaPodError) {
        if let value = values.firstRepeated {
            throw BabashkaPodError(.malformed, "EDN: expected every \(what) once, \(value) comes twice", offset: start)
        }
    }

    /// What begins with `#`.
    private mutating func dispatch(_ depth: Int) throws(BabashkaPodError) -> ClojureValue {
        let start = index
        switch next {
        case UInt8(ascii: "{"):
            index += 1
            let elements = try elements(UInt8(ascii: "}"), depth)
            try checkDistinct(elements, "element of a set", start)
            return .set(elements)
        case UInt8(ascii: "#"):
            index += 2
            switch rawWord() {
            case "Inf": return .double(.infinity)
            case "-Inf": return .double(-.infinity)
            case "NaN": return .double(.nan)
            default:
                index = start
                throw error("##Inf, ##-Inf or ##NaN")
            }
        case UInt8(ascii: ":"):
            index += 2
            let space = rawWord()
            try skip(depth)
            guard EDNScanner.isName(space), !space.utf8.contains(UInt8(ascii: "/")), current == UInt8(ascii: "{") else {
                index = start
                throw error("a namespaced map (#:space{…})")
            }
            return .map(try entries(depth, space: space))
        default:
            index += 1
            guard let letter = current, !Self.ends(letter), !letter.isDigit, case .symbol(let tag) = try word() else {
                index = start
                throw error("a set, a tag or another form that begins with #")
            }
            return try tagged(tag, try form(depth + 1), start)
        }
    }

    private func tagged(_ tag: String, _ value: ClojureValue, _ start: Int) throws(BabashkaPodError) -> ClojureValue {
        func wrong(_ expected: String) -> BabashkaPodError {
            BabashkaPodError(.malformed, "EDN: expected \(expected), found #\(tag) \(value)", offset: start)
        }
        guard case .string(let text) = value else {
            if tag == "inst" || tag == "uuid" { throw wrong("a string behind #\(tag)") }
            return .tagged(tag, value)
        }
        switch tag {
        case "inst":
            guard let instant = ClojureInstant(text) else { throw wrong("RFC 3339 text") }
            return .instant(instant)
        case "uuid":
            guard let uuid = ClojureValue(uuid: text) else { throw wrong("32 hexadecimal digits in five groups") }
            return uuid
        case "uri": return .uri(text)
        case "bytes":
            guard let bytes = Base64.decode(text) else { throw wrong("base64") }
            return .bytes(bytes)
        default: return .tagged(tag, value)
        }
    }
}

extension ClojureValue {
    /// The key as a namespaced map means it: names without a space get it, `_/name` has none.
    fileprivate func inside(_ space: String) -> ClojureValue {
        func moved(_ name: String) -> String {
            if name.begins(with: "_/") { return name.dropping(bytes: 2) }
            return name.utf8.contains(UInt8(ascii: "/")) && name != "/" ? name : "\(space)/\(name)"
        }
        switch self {
        case .keyword(let name): return .keyword(moved(name))
        case .symbol(let name): return .symbol(moved(name))
        default: return self
        }
    }

    /// Whether a name that was moved into or out of a space is still one.
    fileprivate var isReadable: Bool {
        switch self {
        case .keyword(let name): EDNScanner.isName(name)
        case .symbol(let name):
            EDNScanner.isName(name) && !EDNScanner.isNumeric(name) && !name.begins(with: "#")
                && !["nil", "true", "false"].contains(name)
        default: true
        }
    }

    /// A UUID from its usual text; `nil` for any other.
    package init?(uuid text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12],
            groups.allSatisfy({ $0.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } })
        else { return nil }
        self = .uuid(text.lowercased())
    }
}
