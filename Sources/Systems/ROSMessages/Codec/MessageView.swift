// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// A message that is looked at without being decoded: `view.pose.position.x` reads eight bytes and nothing else.
@dynamicMemberLookup
public struct MessageView: Sendable {
    private let bytes: ByteBuffer
    /// Where it begins.
    private let offset: Int
    /// Its type; `nil` for the whole message, so that a look at one makes no box for it.
    private let given: FieldType?
    private let root: MessageSchema
    private let steps: ViewPath

    private var type: FieldType { given ?? .message(root) }

    /// The message's type, where it is a message.
    private var schema: MessageSchema? {
        guard let given else { return root }
        if case .message(let schema) = given { return schema }
        return nil
    }

    private var path: String { steps.text(from: root) }

    /// Looks at a message; the bytes are not copied.
    public init(_ bytes: ByteBuffer, as schema: MessageSchema) {
        self.init(bytes: bytes, offset: 0, type: nil, root: schema, steps: ViewPath())
    }

    private init(bytes: ByteBuffer, offset: Int, type: FieldType?, root: MessageSchema, steps: ViewPath) {
        self.bytes = bytes
        self.offset = offset
        given = type
        self.root = root
        self.steps = steps
    }

    private var reader: MessageReader {
        var reader = MessageReader(bytes)
        reader.move(to: offset)
        return reader
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
        guard let schema else {
            throw MessageError(.typeMismatch, "\(path) is \(type.spelling) and has no field '\(name)'")
        }
        guard let index = schema.index(of: name) else {
            throw MessageError.unknownField(name, in: schema, path: path)
        }
        let type = schema.layout.types[index]
        let place = bytes.withUnsafeReadableBytes { schema.layout.place(ofField: index, in: $0, from: offset) }
        if let place {
            return MessageView(bytes: bytes, offset: place, type: type, root: root, steps: steps.field(index))
        }
        var reader = reader
        do throws(MessageError) {
            try reader.seek(index, of: schema)
        } catch {
            throw MessageError(error.code, "\(path).\(name): \(error.message)")
        }
        return MessageView(bytes: bytes, offset: reader.position, type: type, root: root, steps: steps.field(index))
    }

    /// The element at that place of an array.
    public func element(_ index: Int) throws(MessageError) -> MessageView {
        guard case .array(let element, let fixed) = type else {
            throw MessageError(.typeMismatch, "\(path) is \(type.spelling) and has no elements")
        }
        var reader = reader
        let count = try reader.count(fixed, of: element)
        guard index >= 0, index < count else {
            throw MessageError(.outOfRange, "\(path) has \(count) elements, none at \(index)")
        }
        if let size = element.fixedSize { reader.move(to: reader.position + size * index) } else {
            for _ in 0..<index { try reader.skip(element) }
        }
        return MessageView(
            bytes: bytes, offset: reader.position, type: element, root: root, steps: steps.element(index))
    }

    /// How many elements an array has; `nil` when it is none.
    public var count: Int? {
        guard case .array(let element, let fixed) = type else { return nil }
        var reader = reader
        return try? reader.count(fixed, of: element)
    }

    /// All of it, decoded.
    public func value() throws(MessageError) -> Value {
        var reader = reader
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
    public var double: Double? {
        if case .primitive(.float64)? = given {
            let bits = bytes.getInteger(at: bytes.readerIndex + offset, endianness: .little, as: UInt64.self)
            return bits.map { Double(bitPattern: $0) }
        }
        return (try? value())?.double
    }
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
