// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosWire

/// The types that the node announced.
extension NodeConnection {
    /// The schema that a description names: the one that was announced, so that calls find its number by identity.
    func schema(_ wire: Pharos_V1_Schema) throws(PharosError) -> Schema {
        if let announced = schemas[wire.id] { return announced }
        return try wire.model()
    }

    /// The number of a schema that this node announced.
    func number(of schema: Schema) -> UInt32? {
        schemas.first { $0.value == schema }?.key
    }
}
