// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

/// Numbers the schemas of a node; a number means the same on every connection of this life of the node. Confined to
/// the node's event loop.
final class SchemaTable {
    private var numbers: [Schema: UInt32] = [:]
    private var schemas: [Schema] = []
    /// The schema asked for last: samples come in runs of one type, and identity is quicker than a hash.
    private var last: (schema: Schema, number: UInt32)?

    /// The number of a schema, from 1; 0 stands for values that describe themselves.
    func number(_ schema: Schema?) -> UInt32 {
        guard let schema else { return 0 }
        if let last, last.schema.message === schema.message, last.schema.encoding == schema.encoding {
            return last.number
        }
        let number = lookUp(schema)
        last = (schema, number)
        return number
    }

    private func lookUp(_ schema: Schema) -> UInt32 {
        if let known = numbers[schema] { return known }
        schemas.append(schema)
        let number = UInt32(schemas.count)
        numbers[schema] = number
        return number
    }

    /// The schema of a number that was given out.
    func schema(_ number: UInt32) -> Schema? {
        number > 0 && Int(number) <= schemas.count ? schemas[Int(number) - 1] : nil
    }
}
