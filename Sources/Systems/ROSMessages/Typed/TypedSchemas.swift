// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Synchronization

/// The dynamic side of types known at compile time; each is made when it is first asked for.
enum TypedSchemas {
    private static let known = Mutex<[ObjectIdentifier: MessageSchema]>([:])

    static func schema(of type: any ROSMessage.Type) throws(MessageError) -> MessageSchema {
        let key = ObjectIdentifier(type)
        if let schema = known.withLock({ $0[key] }) { return schema }
        let schema = try MessageSchema.parse(name: try MessageName(type.type), fullDefinition: type.definition)
        known.withLock { $0[key] = schema }
        return schema
    }
}
