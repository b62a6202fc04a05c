// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One `.msg` text, parsed: constants and fields as they stand, types not looked up yet.
public struct MessageDefinition: Sendable, Hashable {
    /// How many elements a field has.
    public enum Arity: Sendable, Hashable {
        /// One value.
        case one
        /// `T[]`.
        case many
        /// `T[n]`.
        case exactly(Int)
    }

    /// A line `type name`.
    public struct Field: Sendable, Hashable {
        /// The type as written, without brackets, `Header` and packages completed: `std_msgs/Header`.
        public var type: String
        /// Brackets.
        public var arity: Arity
        /// The field's name.
        public var name: String

        /// The primitive it is, if it is one.
        public var primitive: Primitive? { Primitive(rawValue: type) }

        package var spelling: String {
            switch arity {
            case .one: type
            case .many: "\(type)[]"
            case .exactly(let count): "\(type)[\(count)]"
            }
        }
    }

    /// A line `type NAME=value`.
    public struct Constant: Sendable, Hashable {
        /// The primitive type.
        public var type: Primitive
        /// The constant's name.
        public var name: String
        /// The value as written: for strings all to the end of the line, else trimmed.
        public var text: String
    }

    /// The type's name.
    public var name: MessageName
    /// The text it was parsed from.
    public var text: String
    /// The constants in order.
    public var constants: [Constant]
    /// The fields in order.
    public var fields: [Field]

    /// The longest text that is parsed: 1 MiB.
    public static let maximumLength = 1 << 20
    /// The longest fixed array: a definition cannot make a reader take gigabytes.
    static let maximumFixedLength = 1 << 24

    /// Parses one definition (http://wiki.ros.org/msg).
    /// - Throws: ``MessageError`` with the line that is wrong and what was expected.
    public init(name: MessageName, text: String) throws(MessageError) {
        guard text.utf8.count <= MessageDefinition.maximumLength else {
            throw MessageError(
                .limitExceeded, "the definition of \(name) has \(text.utf8.count) bytes, at most 1 MiB is read")
        }
        self.name = name
        self.text = text
        constants = []
        fields = []
        var names: Set<String> = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            do {
                try parse(line, &names)
            } catch {
                throw MessageError(error.code, "\(name), line \(number): \(error.message)")
            }
        }
    }

    private mutating func parse(_ line: Substring, _ names: inout Set<String>) throws(MessageError) {
        let bare = MessageDefinition.trim(line.prefix { $0 != "#" })
        guard !bare.isEmpty else { return }
        guard let space = bare.firstIndex(where: { $0 == " " || $0 == "\t" }) else {
            throw MessageError(.invalidDefinition, "'type name' is expected, '\(bare.prefix(80))' came")
        }
        let type = bare[..<space]
        let rest = MessageDefinition.trim(bare[space...])
        if let equals = rest.firstIndex(of: "=") {
            let constant = MessageDefinition.trim(rest[..<equals])
            try addConstant(type, constant, after: rest[rest.index(after: equals)...], whole: line, &names)
            return
        }
        try addField(type, rest, &names)
    }

    private mutating func addConstant(
        _ type: Substring, _ name: Substring, after value: Substring, whole line: Substring, _ names: inout Set<String>
    ) throws(MessageError) {
        guard let primitive = Primitive(rawValue: String(type)), primitive != .time, primitive != .duration else {
            throw MessageError(.invalidDefinition, "a constant has a number, bool or string type, '\(type)' came")
        }
        guard MessageName.isIdentifier(name) else {
            throw MessageError(.invalidDefinition, "'\(name.prefix(80))' is no constant's name")
        }
        var text = MessageDefinition.trim(value)
        if primitive == .string, let equals = line.firstIndex(of: "=") {
            // A string constant keeps everything to the end of its line, `#` included.
            text = MessageDefinition.trim(line[line.index(after: equals)...])
        }
        try MessageDefinition.check(text, primitive)
        guard names.insert(String(name)).inserted else {
            throw MessageError(.invalidDefinition, "'\(name)' is defined twice")
        }
        constants.append(Constant(type: primitive, name: String(name), text: String(text)))
    }

    private static func check(_ text: Substring, _ primitive: Primitive) throws(MessageError) {
        let isFine: Bool
        switch primitive {
        case .string: isFine = true
        case .float32, .float64: isFine = Double(text) != nil
        case .bool: isFine = ["0", "1", "true", "false", "True", "False"].contains(text)
        default:
            guard let range = primitive.integerRange else { return }
            isFine =
                integer(text).map { value in
                    value.negative
                        ? value.magnitude <= range.least.magnitude : value.magnitude <= range.greatest
                } ?? false
        }
        guard isFine else {
            throw MessageError(
                .invalidDefinition, "a constant of type \(primitive.rawValue) is expected, '\(text.prefix(80))' came")
        }
    }

    /// An integer as Python's `int(text, 0)` reads it, as far as definitions use it: decimal or 0x.
    private static func integer(_ text: Substring) -> (negative: Bool, magnitude: UInt64)? {
        let negative = text.hasPrefix("-")
        let digits = negative || text.hasPrefix("+") ? text.dropFirst() : text
        let magnitude =
            digits.hasPrefix("0x") || digits.hasPrefix("0X")
            ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits, radix: 10)
        return magnitude.map { (negative, $0) }
    }

    private mutating func addField(
        _ written: Substring, _ name: Substring, _ names: inout Set<String>
    ) throws(MessageError) {
        guard MessageName.isIdentifier(name) else {
            throw MessageError(.invalidDefinition, "'\(name.prefix(80))' is no field's name")
        }
        var type = written
        var arity = Arity.one
        if written.last == "]" {
            guard let open = written.firstIndex(of: "[") else {
                throw MessageError(.invalidDefinition, "'\(written.prefix(80))' has ']' without '['")
            }
            let digits = written[written.index(after: open)...].dropLast()
            type = written[..<open]
            if digits.isEmpty { arity = .many } else {
                guard let count = Int(digits), count >= 0, count <= MessageDefinition.maximumFixedLength else {
                    throw MessageError(
                        .invalidDefinition,
                        "an array length from 0 to \(MessageDefinition.maximumFixedLength) is expected, '\(digits)' came")
                }
                arity = .exactly(count)
            }
        }
        var full = String(type)
        if Primitive(rawValue: full) == nil {
            if full == "Header" || full == "roslib/Header" { full = "std_msgs/Header" }
            if !full.contains("/") { full = "\(self.name.package)/\(full)" }
            full = try MessageName(full).description
        }
        guard names.insert(String(name)).inserted else {
            throw MessageError(.invalidDefinition, "'\(name)' is defined twice")
        }
        fields.append(Field(type: full, arity: arity, name: String(name)))
    }

    package static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
