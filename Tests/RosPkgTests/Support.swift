// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

/// Resources and scratch directories of these tests.
enum Support {
    struct Missing: Error {}

    static func resource(_ name: String) throws -> URL {
        Bundle.module.bundleURL.appendingPathComponent("Resources/" + name)
    }

    static func path(_ name: String) throws -> String { try resource(name).path }

    static func json(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: resource(name))
        guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { throw Missing() }
        return object
    }

    /// Runs `body` with a directory that is gone afterwards.
    static func withDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
        let path = NSTemporaryDirectory() + "/rospkg-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    }

    static func write(_ path: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    static func package(_ name: String, format: Int = 2, version: String = "1.2.3", _ inner: String = "") -> String {
        """
        <?xml version="1.0"?>
        <package format="\(format)"><name>\(name)</name><version>\(version)</version><description>d</description>
        <maintainer email="a@example.org">A</maintainer><license>BSD</license>\(inner)</package>
        """
    }

    /// Makes generated trees with the script in the resources; the directory they are in.
    static func generate(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", try resource("trees.py").path] + arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

/// A seeded generator: the same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
