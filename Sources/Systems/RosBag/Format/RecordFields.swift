// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The fields of a record's header that the format knows; others are passed over.
struct RecordFields {
    var kind: UInt8 = 0
    var connection: UInt32?
    var topic: String?
    var time: TimeKey?
    var version: UInt32?
    var count: UInt32?
    var compression: String?
    var size: UInt32?
    var chunkPosition: UInt64?
    var startTime: TimeKey?
    var endTime: TimeKey?
    var indexPosition: UInt64?
    var connectionCount: UInt32?
    var chunkCount: UInt32?
    var encryptor: String?

    /// - Returns: `nil` when the bytes are no header: a field longer than the rest, one without `=`, a known one of
    ///   another length than it has, or none that says what the record is.
    init?(_ header: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(header)
        while scanner.remaining > 0 {
            guard let field = scanner.sized(), let equals = field.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            // Names of the format have at most 15 letters, which Swift keeps without taking memory.
            guard equals < 16 else { continue }
            let name = String(decoding: field[..<equals], as: UTF8.self)
            let value = UnsafeRawBufferPointer(rebasing: field[(equals + 1)...])
            guard set(name, value) else { return nil }
        }
        guard kind != 0 else { return nil }
    }

    private mutating func set(_ name: String, _ value: UnsafeRawBufferPointer) -> Bool {
        func number<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
            value.count == MemoryLayout<T>.size ? T(littleEndian: value.loadUnaligned(as: T.self)) : nil
        }
        func time() -> TimeKey? { number(UInt64.self).map { TimeKey(file: $0) } }
        func text() -> String { String(decoding: value, as: UTF8.self) }
        switch name {
        case "op":
            guard let code: UInt8 = number() else { return false }
            kind = code
        case "conn":
            connection = number()
            return connection != nil
        case "time":
            self.time = time()
            return self.time != nil
        case "topic": topic = text()
        case "ver":
            version = number()
            return version != nil
        case "count":
            count = number()
            return count != nil
        case "compression": compression = text()
        case "size":
            size = number()
            return size != nil
        case "chunk_pos":
            chunkPosition = number()
            return chunkPosition != nil
        case "start_time":
            startTime = time()
            return startTime != nil
        case "end_time":
            endTime = time()
            return endTime != nil
        case "index_pos":
            indexPosition = number()
            return indexPosition != nil
        case "conn_count":
            connectionCount = number()
            return connectionCount != nil
        case "chunk_count":
            chunkCount = number()
            return chunkCount != nil
        case "encryptor": encryptor = text()
        default: break
        }
        return true
    }
}
