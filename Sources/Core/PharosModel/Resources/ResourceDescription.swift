// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// All that a node says of one resource.
public struct ResourceDescription: Sendable {
    /// The list entry.
    public var info: ResourceInfo
    /// The type of an attribute's value, or of a command's request; `nil` while unknown or when values describe
    /// themselves.
    public var schema: Schema?
    /// The type of a command's reply.
    public var replySchema: Schema?
    /// Label, unit, limits and the like, of an attribute.
    public var configuration: AttributeConfiguration
    /// What else its system says of it: provider address, latching …
    public var details: [String: String]

    /// Creates a description.
    public init(
        info: ResourceInfo, schema: Schema? = nil, replySchema: Schema? = nil,
        configuration: AttributeConfiguration = AttributeConfiguration(), details: [String: String] = [:]
    ) {
        self.info = info
        self.schema = schema
        self.replySchema = replySchema
        self.configuration = configuration
        self.details = details
    }
}
