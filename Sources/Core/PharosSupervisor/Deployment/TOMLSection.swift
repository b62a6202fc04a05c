// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import TOMLKit

/// A table of the file with the path that leads to it: what it lacks, has too much or of the wrong kind is an error
/// that names the key.
struct TOMLSection {
    let file: String
    let path: String
    private let table: TOMLTable

    init(_ table: TOMLTable, path: String, file: String) {
        self.table = table
        self.path = path
        self.file = file
    }

    var keys: [String] { table.keys }

    func error(_ key: String, _ text: String) -> PharosError {
        PharosError(.invalidValue, "\(file): \(path)\(key): \(text)")
    }

    /// Refuses keys that are not known.
    func only(_ known: [String]) throws(PharosError) {
        for key in keys where !known.contains(key) {
            throw error(key, "there is no such key; known here are \(known.joined(separator: ", "))")
        }
    }

    private func value<T>(_ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> T?) throws(PharosError) -> T? {
        guard let found = table[key] else { return nil }
        guard let value = read(found) else { throw error(key, "\(expected) is expected, \(found.type) came") }
        return value
    }

    func section(_ key: String) throws(PharosError) -> TOMLSection? {
        try value(key, "a table") { $0.table }.map { TOMLSection($0, path: "\(path)\(key).", file: file) }
    }

    func string(_ key: String) throws(PharosError) -> String? { try value(key, "a string") { $0.string } }

    func bool(_ key: String) throws(PharosError) -> Bool? { try value(key, "true or false") { $0.bool } }

    func strings(_ key: String) throws(PharosError) -> [String]? {
        try value(key, "a list of strings") { found in
            found.array.flatMap { array in
                let texts = array.compactMap(\.string)
                return texts.count == array.count ? texts : nil
            }
        }
    }

    func patterns(_ key: String) throws(PharosError) -> [NamePattern]? {
        guard let texts = try strings(key) else { return nil }
        var patterns: [NamePattern] = []
        for text in texts {
            do { patterns.append(try NamePattern(text)) } catch { throw self.error(key, error.message) }
        }
        return patterns
    }

    func count(_ key: String) throws(PharosError) -> UInt64? {
        try value(key, "a whole number from 0") { $0.int.flatMap { UInt64(exactly: $0) } }
    }

    func bytes(_ key: String) throws(PharosError) -> UInt64? {
        try value(key, "a number of bytes like \"256 MiB\"") { found in
            if let number = found.int { return UInt64(exactly: number) }
            return found.string.flatMap { ResourceLimits.bytes($0) }
        }
    }

    func duration(_ key: String) throws(PharosError) -> Duration? {
        try value(key, "a number of seconds from 0") { found in
            guard let seconds = found.double ?? found.int.map({ Double($0) }), seconds >= 0, seconds < 1e9 else {
                return nil
            }
            return .milliseconds(Int64(seconds * 1000))
        }
    }
}
