// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The type of a field, looked up: what its bytes mean.
public enum FieldType: Sendable, Hashable {
    /// One value of a primitive type.
    case primitive(Primitive)
    /// A nested message.
    case message(MessageSchema)
    /// `T[]` (`count` is `nil`) or `T[n]`.
    indirect case array(FieldType, count: Int?)

    /// Bytes on the wire when they are always as many.
    public var fixedSize: Int? {
        switch self {
        case .primitive(let primitive): primitive.size
        case .message(let schema): schema.fixedSize
        case .array(let element, let count): count.flatMap { count in element.fixedSize.map { $0 * count } }
        }
    }

    /// The fewest bytes a value may have: no length in a message can promise more elements than bytes allow.
    public var minimumSize: Int {
        switch self {
        case .primitive(let primitive): primitive.size ?? 4
        case .message(let schema): schema.minimumSize
        case .array(let element, let count): count.map { $0 * element.minimumSize } ?? 4
        }
    }

    /// As it is written in a definition.
    public var spelling: String {
        switch self {
        case .primitive(let primitive): primitive.rawValue
        case .message(let schema): schema.name.description
        case .array(let element, let count): "\(element.spelling)[\(count.map(String.init) ?? "")]"
        }
    }
}
