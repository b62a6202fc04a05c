// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosNode
import Pods

/// A call's arguments as Python gets them.
struct PodArguments: Sendable {
    var places: [PodValue]
    var keywords: PodDictionary

    /// - Throws: ``PharosError`` with `invalidValue`, see ``CallRequest``.
    init(_ value: Value, resource: String) throws(PharosError) {
        let request = try CallRequest(value, resource: resource)
        places = request.places.map(\.podValue)
        keywords = PodDictionary(request.keywords.entries.map { (key: .string($0.name), value: $0.value.podValue) })
    }
}
