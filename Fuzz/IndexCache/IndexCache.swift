// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
@testable import RosPkg

/// Files of the package index's cache, checksum put right. What was read is written as a file that reads the same, and
/// every number in it points to something. Input: all behind magic, checksum and key.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIndexCache(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        _ = CacheFormat.decode(bytes, key: key)
        var head = ByteWriter()
        head.string(key)
        let body = head.bytes + bytes
        var file = ByteWriter()
        file.raw(CacheFormat.magic)
        file.integer(CacheFormat.checksum(body[...]))
        guard let scan = CacheFormat.decode(file.bytes + body, key: key) else { return }
        check(CacheFormat.decode(file.bytes + body, key: "other") == nil, "a file of another key is taken")
        var copy = ManifestStore()
        var map = [Int32](repeating: -1, count: scan.store.strings.count)
        for index in scan.store.entries.indices { _ = copy.copy(Int32(index), from: scan.store, map: &map) }
        for entry in scan.store.entries {
            _ = (scan.store.string(entry.name), scan.store.optional(entry.version), scan.store.optional(entry.error))
        }
        var result = Scanner.Result()
        result.store = scan.store
        result.records = scan.records
        guard let again = CacheFormat.decode(CacheFormat.encode(result, key: key), key: key) else {
            return check(false, "our own file is refused")
        }
        check(again.store.strings == scan.store.strings, "other strings")
        check(again.store.entries.count == scan.store.entries.count, "other entries")
        check(again.records.count == scan.records.count, "other directories")
        for (path, record) in scan.records {
            check(again.records[path]?.isSame(as: record) == true, "\(path) is another directory")
        }
    }
}

private let key = "ros /opt"
