// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PharosModel
import TOMLKit

/// A table of a settings file with the path that leads to it: what it lacks, has too much or of the wrong kind is an error
/// that names file and key.
package struct TOMLSection {
    /// The file's name, for errors.
    package let file: String
    /// The path to the table with a dot at its end; empty for the whole file.
    package let path: String
    private let table: TOMLTable

    init(_ table: TOMLTable, path: String, file: String) {
        self.table = table
        self.path = path
        self.file = file
    }

    /// The names in the table.
    package var keys: [String] { table.keys }

    /// An error that names the key.
    package func error(_ key: String, _ text: String) -> PharosError {
        PharosError(.invalidValue, "\(file): \(path)\(key): \(text)")
    }

    /// Refuses keys that are not known.
    package func only(_ known: [String]) throws(PharosError) {
        for key in keys where !known.contains(key) {
            throw error(key, "there is no such key; known here are \(known.joined(separator: ", "))")
        }
    }

    private func value<T>(_ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> T?) throws(PharosError) -> T? {
        guard let found = table[key] else { return nil }
        guard let value = read(found) else { throw error(key, "\(expected) is expected, \(found.type) came") }
        return value
    }

    /// A table in the table.
    package func section(_ key: String) throws(PharosError) -> TOMLSection? {
        try value(key, "a table") { $0.table }.map { TOMLSection($0, path: "\(path)\(key).", file: file) }
    }

    /// Text.
    package func string(_ key: String) throws(PharosError) -> String? { try value(key, "a string") { $0.string } }

    /// True or false.
    package func bool(_ key: String) throws(PharosError) -> Bool? { try value(key, "true or false") { $0.bool } }

    /// A list of texts.
    package func strings(_ key: String) throws(PharosError) -> [String]? {
        try value(key, "a list of strings") { found in
            found.array.flatMap { array in
                let texts = array.compactMap(\.string)
                return texts.count == array.count ? texts : nil
            }
        }
    }

    /// A whole number from 0.
    package func count(_ key: String) throws(PharosError) -> UInt64? {
        try value(key, "a whole number from 0") { $0.int.flatMap { UInt64(exactly: $0) } }
    }

    /// A number of bytes, as ``ByteCount`` reads it.
    package func bytes(_ key: String) throws(PharosError) -> UInt64? {
        try value(key, "a number of bytes like \"256 MiB\"") { found in
            if let number = found.int { return UInt64(exactly: number) }
            return found.string.flatMap { ByteCount($0)?.bytes }
        }
    }

    /// A number of seconds from 0.
    package func duration(_ key: String) throws(PharosError) -> Duration? {
        try value(key, "a number of seconds from 0") { found in
            guard let seconds = found.double ?? found.int.map({ Double($0) }), seconds >= 0, seconds < 1e9 else {
                return nil
            }
            return .milliseconds(Int64(seconds * 1000))
        }
    }
}
