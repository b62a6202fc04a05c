// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// Between a Swift type and the bytes of a message.
public struct MessageCoding<Message: Sendable>: Sendable {
    /// The message's bytes.
    public var encode: @Sendable (Message) throws -> ByteBuffer
    /// The message in bytes, which may be anything.
    public var decode: @Sendable (ByteBuffer) throws -> Message

    /// A coding from its two directions.
    public init(
        encode: @escaping @Sendable (Message) throws -> ByteBuffer,
        decode: @escaping @Sendable (ByteBuffer) throws -> Message
    ) {
        self.encode = encode
        self.decode = decode
    }
}

extension MessageCoding<Value> {
    /// Values of a type that is not known at compile time. Fields that are missing have their defaults.
    public static func dynamic(_ schema: MessageSchema) -> MessageCoding {
        let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })
        return MessageCoding(
            encode: { try encoder.bytes($0, as: schema) }, decode: { try MessageDecoder.value($0, as: schema) })
    }
}

extension MessageCoding<ByteBuffer> {
    /// Messages that stay as they came.
    public static var raw: MessageCoding { MessageCoding(encode: { $0 }, decode: { $0 }) }
}

/// What a client and a server agree on: the action's types, and how they look in Swift.
public struct ActionType<Goal: Sendable, Result: Sendable, Feedback: Sendable>: Sendable {
    /// The types as ROS has them.
    public let schema: ActionSchema
    let goal: MessageCoding<Goal>
    let result: MessageCoding<Result>
    let feedback: MessageCoding<Feedback>

    /// An action type from its schema and the codings of its parts.
    public init(
        _ schema: ActionSchema, goal: MessageCoding<Goal>, result: MessageCoding<Result>,
        feedback: MessageCoding<Feedback>
    ) {
        self.schema = schema
        self.goal = goal
        self.result = result
        self.feedback = feedback
    }
}

extension ActionType<Value, Value, Value> {
    /// An action whose type is not known at compile time.
    public static func dynamic(_ schema: ActionSchema) -> ActionType {
        ActionType(
            schema, goal: .dynamic(schema.goal), result: .dynamic(schema.result), feedback: .dynamic(schema.feedback))
    }
}

extension ActionType<ByteBuffer, ByteBuffer, ByteBuffer> {
    /// An action whose messages stay bytes.
    public static func raw(_ schema: ActionSchema) -> ActionType {
        ActionType(schema, goal: .raw, result: .raw, feedback: .raw)
    }
}
