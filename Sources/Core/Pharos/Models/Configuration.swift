// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// One property of an attribute, or a part of one (Taurus TEP14): `#units`, `#range[0]`, `#rvalue[1:3].m`.
public final class Configuration: Model {
    /// The name in its parts, with the fragment.
    public let name: ParsedName
    /// The attribute whose property it is.
    public let attribute: Attribute
    /// Which property, and what of it.
    public let selector: FragmentSelector

    init(name: ParsedName, attribute: Attribute, selector: FragmentSelector) {
        self.name = name
        self.attribute = attribute
        self.selector = selector
    }

    /// The property now.
    /// - Throws: ``PharosError`` with `invalidValue` when the attribute has nothing of that kind.
    public func value() async throws(PharosError) -> Value { try await read().value() }

    /// The property now, with its unit, time and quality.
    public func read() async throws(PharosError) -> Sample {
        try await attribute.reading(for: selector).selecting(selector, of: attribute.name)
    }
}
