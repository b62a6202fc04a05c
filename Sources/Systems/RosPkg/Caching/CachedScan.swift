// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What an earlier scan left for the next one.
struct CachedScan: Sendable {
    var store: ManifestStore
    var records: [String: DirectoryRecord]
}
