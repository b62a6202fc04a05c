// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// ROS 1 bytes to values, and the check that bytes are what a type says.
public enum MessageDecoder {
    /// Decodes a whole message.
    /// - Throws: ``MessageError`` with `truncated` that names the field and the place. Bytes behind the message are
    ///   ignored, as rospy and roscpp do.
    public static func value(_ bytes: ByteBuffer, as schema: MessageSchema) throws(MessageError) -> Value {
        var reader = MessageReader(bytes)
        return try reader.value(schema)
    }

    /// Walks a whole message without decoding it.
    /// - Parameter exactly: whether bytes behind the message are an error.
    public static func validate(
        _ bytes: ByteBuffer, as schema: MessageSchema, exactly: Bool = false
    ) throws(MessageError) {
        var reader = MessageReader(bytes)
        try reader.skip(schema)
        if exactly, reader.remaining > 0 {
            throw MessageError(
                .truncated, "\(schema.name) ends at byte \(reader.position), but \(bytes.readableBytes) bytes came")
        }
    }
}
