// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a stream may ask for before it is refused. The bytes of the values themselves are never copied and need no limit.
public struct ArrowLimits: Sendable, Hashable {
    /// The longest description of the schema or of a batch; standard: 64 MiB.
    public var longestMetadata = 64 << 20
    /// How many fields a schema may have, nested ones counted; standard: 65 536.
    public var mostFields = 65536
    /// How deep types may be nested; standard: 32.
    public var deepest = 32
    /// How many rows all columns may have that take no bytes (nulls, structs of nothing), summed; standard: 16 Mi.
    public var mostRowsWithoutBytes = 1 << 24

    /// The standard limits.
    public init() {}
}
