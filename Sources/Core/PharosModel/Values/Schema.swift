// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// The type of a value: its system's name for it, its definition, and what turns its bytes into fields.
public struct Schema: Sendable, Hashable {
    /// The byte format.
    public let encoding: Encoding
    /// The system's name of the type, `std_msgs/String`.
    public let type: String
    /// The fields, for `ros1` and `packed`.
    public let message: MessageSchema

    /// The full definition text.
    public var definition: String { message.definition }
    /// What two sides compare to know that they mean the same type: the md5 of ROS 1.
    public var fingerprint: String { message.md5 }

    /// A type whose fields are known.
    public init(encoding: Encoding, message: MessageSchema) {
        self.encoding = encoding
        self.type = message.name.description
        self.message = message
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
}
