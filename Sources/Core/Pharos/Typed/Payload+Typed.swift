// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

extension Payload {
    /// The message, as a type known at compile time; byte arrays in it are slices of ``bytes``, not copies.
    /// - Throws: ``PharosError`` with `invalidValue` when the payload is of another type, or its bytes are not what the
    ///   type says; the ``failure`` where there is one instead of a value.
    public func decode<Message: ROSMessage>(_ type: Message.Type = Message.self) throws(PharosError) -> Message {
        if let failure { throw failure }
        guard let schema, encoding == .ros1 || encoding == .packed else {
            throw PharosError(.unsupported, "a value in the encoding \(encoding) without a type is no \(Message.type)")
        }
        try schema.require(Message.self)
        do throws(MessageError) {
            return try Message(decoding: bytes)
        } catch {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        }
    }

    /// A message as the payload of a resource whose type is known to be the same.
    init(_ message: some ROSMessage, as schema: Schema) throws(PharosError) {
        do throws(MessageError) {
            self.init(try message.encoded(), as: schema)
        } catch {
            throw PharosError(.invalidValue, "\(error)", cause: error)
        }
    }
}

extension Sample {
    /// The message, as a type known at compile time; byte arrays in it are slices of the sample's bytes, not copies.
    /// - Throws: ``PharosError`` with `invalidValue` when the sample is of another type, or its bytes are not what the
    ///   type says; the ``failure`` where there is one instead of a value.
    public func decode<Message: ROSMessage>(_ type: Message.Type = Message.self) throws(PharosError) -> Message {
        try payload.decode(type)
    }
}

extension Schema {
    /// - Throws: ``PharosError`` with `invalidValue` when this is another type.
    func require<Message: ROSMessage>(_ type: Message.Type) throws(PharosError) {
        guard fingerprint == Message.md5 else {
            throw PharosError(
                .invalidValue,
                "the type is \(self.type) (md5 \(fingerprint)), \(Message.type) (md5 \(Message.md5)) was asked for; "
                    + "the definitions differ")
        }
    }
}
