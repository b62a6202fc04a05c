// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import RosBag

/// The files that `record` and `convert` write: a bag or, by its name's ending, MCAP.
enum MessageFile {
    static let compressions = "none, lz4, bz2 (bags) or zstd (MCAP)"

    static func writer(
        _ path: String, compression: String, chunkSize: Int, replaces: Bool
    ) throws -> any MessageFileWriter {
        if path.hasSuffix(".mcap") {
            var options = MCAPWriter.Options()
            guard let known = compression == "none" ? MCAPCompression.none : MCAPCompression(rawValue: compression) else {
                throw ValidationError("MCAP files are compressed by none, lz4 or zstd, not '\(compression)'")
            }
            options.compression = known
            options.chunkSize = chunkSize
            options.replaces = replaces
            return try MCAPWriter(path: path, options: options)
        }
        var options = BagWriter.Options()
        guard let known = BagCompression(rawValue: compression) else {
            throw ValidationError("bags are compressed by none, lz4 or bz2, not '\(compression)'")
        }
        options.compression = known
        options.chunkSize = chunkSize
        options.replaces = replaces
        return try BagWriter(path: path, options: options)
    }

    /// A number of bytes for people.
    static func size(_ bytes: Int) -> String {
        var value = Double(bytes)
        for unit in ["B", "KB", "MB", "GB"] {
            if value < 1000 { return unit == "B" ? "\(bytes) B" : "\(rounded(value)) \(unit)" }
            value /= 1000
        }
        return "\(rounded(value)) TB"
    }

    /// One digit behind the point.
    static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

/// Which topics are meant: names or patterns, less what is excluded.
struct TopicSelection: Sendable {
    var included: [NamePattern]
    var excluded: [NamePattern]

    init(_ included: [String], without excluded: [String]) throws {
        self.included = try included.map { try NamePattern($0) }
        self.excluded = try excluded.map { try NamePattern($0) }
    }

    /// What was named without a pattern.
    var exactNames: [String] {
        included.map(\.description).filter { name in
            name.hasPrefix("/") && !name.contains { "*?".contains($0) } && matches(name)
        }
    }

    /// The name of a topic of an authority, which was given as `ros:`, `ros://host` or `ros://host/`.
    static func name(_ authority: String, _ topic: String) -> String {
        (authority.hasSuffix("/") ? String(authority.dropLast()) : authority) + topic + "?topic"
    }

    /// An authority alone: topics are options of their own.
    static func authority(_ name: String) throws -> String {
        let path = try ResourceName(name).path
        guard path.isEmpty || path == "/" else {
            throw ValidationError("'\(name)' names a resource; give the authority, ros: or ros://host:port, and --topics '\(path)'")
        }
        return name
    }

    func matches(_ topic: String) -> Bool {
        (included.isEmpty || included.contains { $0.matches(topic) }) && !excluded.contains { $0.matches(topic) }
    }
}
