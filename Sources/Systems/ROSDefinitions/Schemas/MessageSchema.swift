// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A message type with everything it is made of: what turns bytes into fields.
public final class MessageSchema: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its type.
        public let type: FieldType
    }

    /// The type's name.
    public let name: MessageName
    /// The fields in order.
    public let fields: [Field]
    /// The constants in order.
    public let constants: [MessageDefinition.Constant]
    /// The fingerprint that ROS 1 compares: 32 hexadecimal digits.
    public let md5: String
    /// The full definition as TCPROS headers carry it: the own text, then each type it needs, once.
    public let definition: String
    /// Bytes on the wire when they are always as many.
    public let fixedSize: Int?
    /// The fewest bytes a message may have.
    public let minimumSize: Int
    /// The shortest way to each field, and to the end.
    package let layout: MessageLayout
    private let indexes: [String: Int]
    /// What is compared before names are.
    private let keys: [UInt64]

    /// How deep types may be nested.
    static let maximumDepth = 64
    /// How many types one definition may need, and how large a fixed-size message may be.
    static let maximumTypes = 1024
    static let maximumFixedSize = 1 << 28
    /// How long the full texts of all types of one definition may be together.
    static let maximumTextLength = 64 << 20

    private init(
        definition: MessageDefinition, fields: [Field], md5: String, fullText: String
    ) throws(MessageError) {
        name = definition.name
        self.fields = fields
        constants = definition.constants
        self.md5 = md5
        self.definition = fullText
        var fixed: Int? = 0
        var minimum = 0
        for field in fields {
            if let size = field.type.fixedSize, let sum = fixed { fixed = sum + size } else { fixed = nil }
            minimum += field.type.minimumSize
            guard minimum <= MessageSchema.maximumFixedSize else {
                throw MessageError(
                    .limitExceeded, "\(definition.name) would need more than \(MessageSchema.maximumFixedSize) bytes")
            }
        }
        fixedSize = fixed
        minimumSize = minimum
        layout = MessageLayout(fields)
        keys = fields.map { MessageSchema.key($0.name) }
        indexes = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The field of that name.
    public subscript(name: String) -> Field? { indexes[name].map { fields[$0] } }

    package func index(of name: String) -> Int? {
        // Types have few fields, and to hash a name takes longer than to look at as many numbers.
        guard keys.count <= 16 else { return indexes[name] }
        let key = MessageSchema.key(name)
        return keys.indices.first { keys[$0] == key && fields[$0].name == name }
    }

    /// Length, beginning and end of a name in one number.
    private static func key(_ name: String) -> UInt64 {
        let key = name.utf8.withContiguousStorageIfAvailable { bytes -> UInt64 in
            let raw = UnsafeRawBufferPointer(bytes)
            guard raw.count >= 8 else { return raw.reduce(0) { $0 << 8 | UInt64($1) } }
            let head = raw.loadUnaligned(as: UInt64.self)
            return head &+ raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self) &* 31 &+ UInt64(raw.count)
        }
        // Text in another system's memory: the same key by way of a copy.
        return key ?? MessageSchema.key(String(decoding: Array(name.utf8), as: UTF8.self))
    }

    /// Types are the same when their names and fingerprints are.
    public static func == (left: MessageSchema, right: MessageSchema) -> Bool {
        left === right || (left.name == right.name && left.md5 == right.md5 && left.definition == right.definition)
    }

    /// Hashes name and fingerprint.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(md5)
    }

    /// The type's own text: the ``definition`` up to the first line of `=`.
    public var text: String {
        definition.firstRange(of: "\n" + MessageSchema.divider + "\n").map { String(definition[..<$0.lowerBound]) }
            ?? definition
    }

    /// What stands between the texts of a full definition.
    private static let divider = String(repeating: "=", count: 80)

    // MARK: Building

    /// Gives the text of a type that a definition names.
    public typealias Resolver = (MessageName) throws(MessageError) -> String

    /// A type from the full definition in a TCPROS header.
    /// - Throws: ``MessageError`` when a text does not parse or a type is missing in it.
    public static func parse(name: MessageName, fullDefinition: String) throws(MessageError) -> MessageSchema {
        guard fullDefinition.utf8.count <= 4 << 20 else {
            throw MessageError(.limitExceeded, "the definition of \(name) is longer than 4 MiB")
        }
        var texts: [MessageName: String] = [:]
        var current = name
        var lines: [Substring] = []
        var expectsName = false
        func store() { if texts[current] == nil { texts[current] = lines.joined(separator: "\n") } }
        for line in fullDefinition.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == MessageSchema.divider {
                store()
                lines = []
                expectsName = true
            } else if expectsName {
                guard line.hasPrefix("MSG: ") else {
                    throw MessageError(
                        .invalidDefinition, "after a line of '=' in the definition of \(name) 'MSG: package/Type' is "
                            + "expected, '\(line.prefix(80))' came")
                }
                current = try MessageName(String(MessageDefinition.trim(line.dropFirst(5))))
                expectsName = false
            } else {
                lines.append(line)
            }
        }
        store()
        return try resolve(name) { needed throws(MessageError) in
            guard let text = texts[needed] else {
                throw MessageError(.unknownType, "the definition of \(name) does not contain \(needed)")
            }
            return text
        }
    }

    /// A type whose texts `resolver` gives.
    /// - Throws: ``MessageError``: what the resolver throws, a text that does not parse, or types that contain
    ///   themselves.
    public static func resolve(_ name: MessageName, _ resolver: @escaping Resolver) throws(MessageError) -> MessageSchema {
        var builder = SchemaBuilder(resolver: resolver)
        return try builder.schema(name)
    }

    /// A type from its own text, whose dependencies `resolver` gives; for the halves of services.
    static func resolve(
        _ name: MessageName, text: String, _ resolver: @escaping Resolver
    ) throws(MessageError) -> (schema: MessageSchema, md5Text: String) {
        var builder = SchemaBuilder(resolver: resolver)
        return try builder.schema(try MessageDefinition(name: name, text: text), path: [])
    }

    /// Looks up types depth first; each once.
    private struct SchemaBuilder {
        let resolver: Resolver
        private var known: [MessageName: MessageSchema] = [:]
        private var texts: [MessageName: MessageDefinition] = [:]
        var textLength = 0

        init(resolver: @escaping Resolver) { self.resolver = resolver }

        mutating func schema(_ name: MessageName) throws(MessageError) -> MessageSchema {
            try schema(name, path: [])
        }

        private mutating func schema(_ name: MessageName, path: [MessageName]) throws(MessageError) -> MessageSchema {
            if let done = known[name] { return done }
            guard !path.contains(name) else {
                let cycle = (path.drop { $0 != name } + [name]).map(\.description).joined(separator: " → ")
                throw MessageError(.invalidDefinition, "a message cannot contain itself: \(cycle)")
            }
            guard path.count < MessageSchema.maximumDepth, known.count < MessageSchema.maximumTypes else {
                throw MessageError(.limitExceeded, "types are nested deeper than \(MessageSchema.maximumDepth)")
            }
            let definition = try MessageDefinition(name: name, text: try resolver(name))
            let schema = try schema(definition, path: path).schema
            known[name] = schema
            return schema
        }

        mutating func schema(
            _ definition: MessageDefinition, path: [MessageName]
        ) throws(MessageError) -> (schema: MessageSchema, md5Text: String) {
            texts[definition.name] = definition
            var lines = definition.constants.map { "\($0.type.rawValue) \($0.name)=\($0.text)" }
            var fields: [Field] = []
            for field in definition.fields {
                let element: FieldType
                if let primitive = field.primitive {
                    element = .primitive(primitive)
                    lines.append("\(field.spelling) \(field.name)")
                } else {
                    let nested = try schema(try MessageName(field.type), path: path + [definition.name])
                    element = .message(nested)
                    // In the fingerprint a nested type stands as its own fingerprint, without brackets.
                    lines.append("\(nested.md5) \(field.name)")
                }
                let type: FieldType =
                    switch field.arity {
                    case .one: element
                    case .many: .array(element, count: nil)
                    case .exactly(let count): .array(element, count: count)
                    }
                guard type.minimumSize <= MessageSchema.maximumFixedSize else {
                    throw MessageError(.limitExceeded, "\(definition.name).\(field.name) is too large")
                }
                fields.append(Field(name: field.name, type: type))
            }
            let md5Text = lines.joined(separator: "\n")
            let text = fullText(definition)
            // Every type keeps its full text, and a long text may be part of many: together they are bounded.
            textLength += text.utf8.count
            guard textLength <= MessageSchema.maximumTextLength else {
                throw MessageError(
                    .limitExceeded,
                    "\(definition.name): the full texts of its types are longer than \(MessageSchema.maximumTextLength) bytes")
            }
            let schema = try MessageSchema(definition: definition, fields: fields, md5: MD5.hex(md5Text), fullText: text)
            return (schema, md5Text)
        }

        /// The own text and, after a line of 80 `=`, each type it needs, depth first.
        private func fullText(_ definition: MessageDefinition) -> String {
            var seen: Set<MessageName> = []
            var text = definition.text + "\n"
            func visit(_ definition: MessageDefinition) {
                for field in definition.fields where field.primitive == nil {
                    guard let name = try? MessageName(field.type), seen.insert(name).inserted,
                        let nested = texts[name]
                    else { continue }
                    text += MessageSchema.divider + "\nMSG: \(name)\n" + nested.text + "\n"
                    visit(nested)
                }
            }
            visit(definition)
            // The last line break belongs to what follows, and nothing follows.
            return String(text.dropLast())
        }
    }
}
