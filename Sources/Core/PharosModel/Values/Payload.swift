// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// Bytes in their system's own encoding, and the type that makes sense of them. Not decoded until somebody asks.
public struct Payload: Sendable {
    /// The byte format.
    public var encoding: Encoding
    /// The type; `nil` for encodings that describe themselves.
    public var schema: Schema?
    /// The bytes.
    public var bytes: ByteBuffer

    /// A payload from its parts.
    public init(encoding: Encoding, schema: Schema?, bytes: ByteBuffer) {
        self.encoding = encoding
        self.schema = schema
        self.bytes = bytes
    }

    /// Bytes of a known type.
    public init(_ bytes: ByteBuffer, as schema: Schema) {
        self.init(encoding: schema.encoding, schema: schema, bytes: bytes)
    }

    /// A value that describes itself.
    public init(_ value: Value) {
        self.init(encoding: .messagePack, schema: nil, bytes: MessagePack.encode(value))
    }

    /// Why there is no value.
    public init(failure: PharosError) {
        var record: Record = ["code": .string(failure.code.description), "message": .string(failure.message)]
        if let resource = failure.resource { record["resource"] = .string(resource) }
        self.init(encoding: .failure, schema: nil, bytes: MessagePack.encode(.record(record)))
    }

    /// Why there is no value, where there is none.
    public var failure: PharosError? {
        guard encoding == .failure else { return nil }
        guard let told = try? MessagePack.decode(bytes), let code = told.code.string else {
            return PharosError(.protocolViolation, "the failure that came instead of a value cannot be read")
        }
        return PharosError(PharosError.Code(code), told.message.string ?? "", resource: told.resource.string)
    }

    // MARK: Decoding

    /// Everything, decoded.
    /// - Throws: ``PharosError`` with `invalidValue` when the bytes are not what the type says, `unsupported` when
    ///   nothing is known of the encoding; the ``failure`` where there is one instead of a value.
    public func value() throws(PharosError) -> Value {
        if let failure { throw failure }
        do {
            switch (encoding, schema) {
            case (.ros1, let schema?), (.packed, let schema?):
                return try MessageDecoder.value(bytes, as: schema.message)
            case (.messagePack, _): return try MessagePack.decode(bytes)
            case (.raw, _): return .bytes(bytes)
            default: throw noInside()
            }
        } catch let error as MessageError {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        } catch {
            throw PharosError.wrap(error, as: .invalidValue)
        }
    }

    /// One `Decodable` value; fields are found by name.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws(PharosError) -> T {
        do {
            return try ValueDecoder.decode(type, from: try value())
        } catch let error as PharosError {
            throw error
        } catch {
            throw PharosError(.invalidValue, "the value is no \(type): \(error)", cause: error)
        }
    }

    /// The payload as JSON in the rosbridge mapping.
    public func json(pretty: Bool = false) throws(PharosError) -> String {
        do {
            if let schema, encoding == .ros1 || encoding == .packed {
                return try JSONWriter(pretty: pretty).text(bytes, as: schema.message)
            }
            return JSONWriter(pretty: pretty).text(try value())
        } catch let error as MessageError {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        } catch {
            throw PharosError.wrap(error, as: .invalidValue)
        }
    }

    /// A look at the message without decoding it; `nil` when it has no fields.
    public var view: MessageView? {
        guard let schema, encoding == .ros1 || encoding == .packed else { return nil }
        return MessageView(bytes, as: schema.message)
    }

    private func noInside() -> PharosError {
        PharosError(.unsupported, "values in the encoding \(encoding) without a type cannot be looked into")
    }

    // MARK: Encoding

    private static let encoder = MessageEncoder(now: { ROSTime(nanoseconds: Timestamp.now.nanoseconds) })

    /// Encodes a value as a type asks; without a type it describes itself.
    ///
    /// A type with the single field `data` also takes the bare value: `5` for `{"data": 5}`.
    /// - Throws: ``PharosError`` with `invalidValue` that names the field, what was expected and what came.
    public static func encode(_ value: Value, as schema: Schema?) throws(PharosError) -> Payload {
        guard let schema else { return Payload(value) }
        var value = value
        if schema.message.fields.count == 1, schema.message.fields[0].name == "data" {
            switch value {
            case .record, .null: break
            default: value = .record(["data": value])
            }
        }
        do {
            return Payload(try encoder.bytes(value, as: schema.message), as: schema)
        } catch {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        }
    }

    /// A value as MessagePack.
    package static func encodeMessagePack(_ value: Value) -> ByteBuffer { MessagePack.encode(value) }

    /// A value from MessagePack.
    package static func decodeMessagePack(_ bytes: ByteBuffer) throws(PharosError) -> Value {
        if bytes.readableBytes == 0 { return .null }
        do {
            return try MessagePack.decode(bytes)
        } catch {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        }
    }
}
