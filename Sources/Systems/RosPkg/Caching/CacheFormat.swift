// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The bytes of a cache file: magic, checksum, key, strings, manifests, dependencies, directories. Little-endian.
enum CacheFormat {
    /// Changed with every change of the layout.
    static let magic = "ROSPKGI2"
    /// Larger files are neither written nor read: 256 MiB.
    static let sizeLimit = 256 << 20

    /// FNV-1a over words of eight bytes.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        bytes.withUnsafeBytes { buffer in
            let words = buffer.count / 8
            for index in 0..<words {
                hash = (hash ^ buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) &* 0x100_0000_01b3
                hash ^= hash >> 29
            }
            for index in (words * 8)..<buffer.count { hash = (hash ^ UInt64(buffer[index])) &* 0x100_0000_01b3 }
        }
        return hash
    }

    static func encode(_ result: Scanner.Result, key: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(result.records.count * 320)
        writer.raw(magic)
        writer.integer(UInt64(0))
        writer.string(key)
        writer.count(result.store.strings.count)
        for string in result.store.strings { writer.string(string) }
        writer.count(result.store.entries.count)
        for entry in result.store.entries {
            writer.integer(entry.name)
            writer.integer(entry.version)
            writer.integer(entry.error)
            writer.integer(entry.warning)
            writer.integer(entry.format)
            writer.integer(entry.flags.rawValue)
            writer.integer(entry.dependencies.lowerBound)
            writer.integer(entry.dependencies.upperBound)
        }
        writer.count(result.store.dependencies.count)
        for dependency in result.store.dependencies {
            writer.integer(dependency.name)
            writer.integer(dependency.condition)
            writer.integer(dependency.kinds)
        }
        writer.count(result.records.count)
        for (path, record) in result.records {
            writer.string(path)
            writer.integer(record.flags.rawValue)
            writer.integer(record.manifest)
            writer.stamp(record.stamp)
            if record.hasManifest { writer.stamp(record.manifestStamp) }
            writer.count(record.subdirectories.count)
            for name in record.subdirectories { writer.string(name) }
        }
        let sum = checksum(writer.bytes[16...])
        for index in 0..<8 { writer.bytes[8 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index))) }
        return writer.bytes
    }

    /// nil for anything that is not a file of this version, for this key, and whole.
    static func decode(_ bytes: [UInt8], key: String) -> CachedScan? {
        guard bytes.count > 16, bytes.starts(with: magic.utf8) else { return nil }
        return bytes.withUnsafeBytes { buffer -> CachedScan? in
            var reader = ByteReader(buffer: buffer, position: 8)
            guard let sum: UInt64 = reader.integer(), sum == checksum(bytes[16...]), reader.string() == key else {
                return nil
            }
            guard let store = store(&reader), let records = records(&reader, manifests: store.entries.count) else {
                return nil
            }
            return CachedScan(store: store, records: records)
        }
    }

    private static func store(_ reader: inout ByteReader) -> ManifestStore? {
        guard let stringCount = reader.count(atLeast: 4) else { return nil }
        var strings: [String] = []
        strings.reserveCapacity(stringCount)
        for _ in 0..<stringCount {
            guard let string = reader.string() else { return nil }
            strings.append(string)
        }
        func isID(_ id: Int32, optional: Bool = true) -> Bool { id >= (optional ? -1 : 0) && id < stringCount }
        guard let entryCount = reader.count(atLeast: 26) else { return nil }
        var entries: [ManifestStore.Entry] = []
        entries.reserveCapacity(entryCount)
        for _ in 0..<entryCount {
            guard let name: Int32 = reader.integer(), let version: Int32 = reader.integer(),
                let error: Int32 = reader.integer(), let warning: Int32 = reader.integer(),
                let format: Int8 = reader.integer(), let flags: UInt8 = reader.integer(),
                let first: Int32 = reader.integer(), let end: Int32 = reader.integer(),
                isID(name, optional: false), isID(version), isID(error), isID(warning), first >= 0, first <= end
            else { return nil }
            entries.append(
                .init(
                    name: name, version: version, error: error, warning: warning, format: format,
                    flags: .init(rawValue: flags), dependencies: first..<end))
        }
        guard let dependencyCount = reader.count(atLeast: 10),
            entries.allSatisfy({ $0.dependencies.upperBound <= dependencyCount })
        else { return nil }
        var dependencies: [ManifestStore.StoredDependency] = []
        dependencies.reserveCapacity(dependencyCount)
        for _ in 0..<dependencyCount {
            guard let name: Int32 = reader.integer(), let condition: Int32 = reader.integer(),
                let kinds: UInt16 = reader.integer(), isID(name, optional: false), isID(condition)
            else { return nil }
            dependencies.append(.init(name: name, condition: condition, kinds: kinds))
        }
        return ManifestStore(strings: strings, entries: entries, dependencies: dependencies)
    }

    private static func records(_ reader: inout ByteReader, manifests: Int) -> [String: DirectoryRecord]? {
        guard let count = reader.count(atLeast: 54) else { return nil }
        var records: [String: DirectoryRecord] = [:]
        records.reserveCapacity(count)
        for _ in 0..<count {
            guard let path = reader.string(), let flags: UInt16 = reader.integer(),
                let manifest: Int32 = reader.integer(), manifest >= -1, manifest < manifests,
                let stamp = reader.stamp()
            else { return nil }
            var record = DirectoryRecord(stamp: stamp, flags: .init(rawValue: flags), manifest: manifest)
            guard record.hasManifest == (manifest >= 0) else { return nil }
            if record.hasManifest {
                guard let stamp = reader.stamp() else { return nil }
                record.manifestStamp = stamp
            }
            guard let names = reader.count(atLeast: 4) else { return nil }
            for _ in 0..<names {
                guard let name = reader.string(), !name.isEmpty else { return nil }
                record.subdirectories.append(name)
            }
            records[path] = record
        }
        return records
    }
}
