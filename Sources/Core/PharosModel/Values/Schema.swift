// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// The type of a value: its system's name for it, its definition, and what turns its bytes into fields.
public struct Schema: Sendable, Hashable {
    /// One reference: every sample has its type, and is copied on its way.
    private let content: Content

    private final class Content: Sendable {
        let encoding: Encoding
        let type: String
        let message: MessageSchema

        init(encoding: Encoding, message: MessageSchema) {
            self.encoding = encoding
            type = message.name.description
            self.message = message
        }
    }

    /// The byte format.
    public var encoding: Encoding { content.encoding }
    /// The system's name of the type, `std_msgs/String`.
    public var type: String { content.type }
    /// The fields, for `ros1` and `packed`.
    public var message: MessageSchema { content.message }

    /// The full definition text.
    public var definition: String { message.definition }
    /// What two sides compare to know that they mean the same type: the md5 of ROS 1.
    public var fingerprint: String { message.md5 }

    /// A type whose fields are known.
    public init(encoding: Encoding, message: MessageSchema) {
        content = Content(encoding: encoding, message: message)
    }

    /// A type from its definition text in the ROS message language.
    /// - Throws: ``PharosError`` with `invalidValue` when the definition does not parse, `unsupported` for encodings
    ///   that this version cannot look into.
    public init(encoding: Encoding, type: String, definition: String) throws(PharosError) {
        guard encoding == .ros1 || encoding == .packed else {
            throw PharosError(.unsupported, "types in the encoding \(encoding) cannot be looked into")
        }
        do {
            self.init(
                encoding: encoding,
                message: try MessageSchema.parse(name: try MessageName(type), fullDefinition: definition))
        } catch {
            throw PharosError(.invalidValue, "the definition of \(type): \(error)", cause: error)
        }
    }

    /// Whether both say the same of the bytes.
    public static func == (left: Schema, right: Schema) -> Bool {
        left.content === right.content
            || left.encoding == right.encoding && left.type == right.type && left.message == right.message
    }

    /// Hashes the byte format and the type.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(encoding)
        hasher.combine(message)
    }
}
