// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// A message that is looked at without being decoded: `view.pose.position.x` reads eight bytes and nothing else.
@dynamicMemberLookup
public struct MessageView: Sendable {
    /// Where a view is; written out only for errors.
    private indirect enum Path: Sendable, CustomStringConvertible {
        case root(MessageName)
        case field(Path, String)
        case element(Path, Int)

        var description: String {
            switch self {
            case .root(let name): name.description
            case .field(let parent, let name): "\(parent).\(name)"
            case .element(let parent, let index): "\(parent)[\(index)]"
            }
        }
    }

    private let bytes: ByteBuffer
    private let type: FieldType
    private let path: Path

    /// Looks at a message; the bytes are not copied.
    public init(_ bytes: ByteBuffer, as schema: MessageSchema) {
        self.bytes = bytes
        type = .message(schema)
        path = .root(schema.name)
    }

    private init(bytes: ByteBuffer, type: FieldType, path: Path) {
        self.bytes = bytes
        self.type = type
        self.path = path
    }

    /// The field of that name, or `nil` when the type has none or the bytes end before it.
    public subscript(dynamicMember name: String) -> MessageView? { try? field(name) }

    /// The element at that place, or `nil`.
    public subscript(index: Int) -> MessageView? { try? element(index) }

    /// What is at a path like `pose.position.x` or `transforms[0].header.stamp`.
    /// - Throws: ``MessageError`` with `unknownField`, `typeMismatch`, `outOfRange` or `truncated`.
    public func at(path: String) throws(MessageError) -> MessageView {
        var view = self
        for step in path.split(separator: ".", omittingEmptySubsequences: false) {
            let parts = step.split(separator: "[", omittingEmptySubsequences: false)
            if let name = parts.first, !name.isEmpty { view = try view.field(String(name)) }
            for part in parts.dropFirst() {
                guard part.last == "]", let index = Int(part.dropLast()) else {
                    throw MessageError(.typeMismatch, "'\(path.prefix(100))' is no path; a.b[0].c is expected")
                }
                view = try view.element(index)
            }
        }
        return view
    }

    /// What is at a path like `pose.position.x`, or `nil`.
    public subscript(path path: String) -> MessageView? { try? at(path: path) }

    /// The field of that name.
    /// - Throws: ``MessageError`` with `unknownField` that lists the fields there are, or `truncated`.
    public func field(_ name: String) throws(MessageError) -> MessageView {
        guard case .message(let schema) = type else {
            throw MessageError(.typeMismatch, "\(path) is \(type.spelling) and has no field '\(name)'")
        }
        guard let index = schema.index(of: name) else {
            throw MessageError.unknownField(name, in: schema, path: path.description)
        }
        let field = schema.fields[index]
        var reader = MessageReader(bytes)
        if let offset = field.offset { reader.move(to: offset) } else {
            // Begin at the last field whose place is known.
            var first = index
            while first > 0, schema.fields[first].offset == nil { first -= 1 }
            reader.move(to: schema.fields[first].offset ?? 0)
            for skipped in schema.fields[first..<index] { try reader.skip(skipped.type) }
        }
        return MessageView(bytes: try rest(reader), type: field.type, path: .field(path, name))
    }

    /// The element at that place of an array.
    public func element(_ index: Int) throws(MessageError) -> MessageView {
        guard case .array(let element, let fixed) = type else {
            throw MessageError(.typeMismatch, "\(path) is \(type.spelling) and has no elements")
        }
        var reader = MessageReader(bytes)
        let count = try reader.count(fixed, of: element)
        guard index >= 0, index < count else {
            throw MessageError(.outOfRange, "\(path) has \(count) elements, none at \(index)")
        }
        if let size = element.fixedSize { reader.move(to: reader.position + size * index) } else {
            for _ in 0..<index { try reader.skip(element) }
        }
        return MessageView(bytes: try rest(reader), type: element, path: .element(path, index))
    }

    private func rest(_ reader: MessageReader) throws(MessageError) -> ByteBuffer {
        guard let rest = bytes.getSlice(at: bytes.readerIndex + reader.position, length: reader.remaining) else {
            throw MessageError(.truncated, "\(path) ends at byte \(reader.position)")
        }
        return rest
    }

    /// How many elements an array has; `nil` when it is none.
    public var count: Int? {
        guard case .array(let element, let fixed) = type else { return nil }
        var reader = MessageReader(bytes)
        return try? reader.count(fixed, of: element)
    }

    /// All of it, decoded.
    public func value() throws(MessageError) -> Value {
        var reader = MessageReader(bytes)
        do {
            return try reader.value(type)
        } catch {
            throw MessageError(error.code, "\(path): \(error.message)")
        }
    }

    /// All of it as any `Decodable`: `try view.as(Double.self)`.
    /// - Throws: ``MessageError`` for the bytes, `DecodingError` when it is of another type.
    public func `as`<T: Decodable>(_ type: T.Type) throws -> T { try ValueDecoder.decode(type, from: value()) }

    /// The number at a path known to be one; `nil` otherwise.
    public var double: Double? { (try? value())?.double }
    /// The integer, if it is one.
    public var int: Int? { (try? value())?.int }
    /// The boolean, if it is one.
    public var bool: Bool? { (try? value())?.bool }
    /// The text, if it is one.
    public var string: String? { (try? value())?.string }
    /// The bytes of `uint8[]`, without copying.
    public var bytesValue: ByteBuffer? { (try? value())?.bytes }
}

extension MessageView: CustomStringConvertible {
    /// The value as JSON, or what is wrong with it.
    public var description: String {
        do { return try value().description } catch { return "⟨\(error)⟩" }
    }
}

extension MessageError {
    /// `geometry_msgs/Twist has no field 'linear.w' (it has x, y, z)`.
    static func unknownField(_ name: String, in schema: MessageSchema, path: String) -> MessageError {
        let known = schema.fields.isEmpty ? "it has no fields" : "it has " + schema.fields.map(\.name).joined(separator: ", ")
        let place = path == schema.name.description ? "" : " (\(schema.name))"
        return MessageError(.unknownField, "\(path)\(place) has no field '\(name)'; \(known)")
    }
}
