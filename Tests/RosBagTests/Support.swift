// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import NIOCore
import RosBag

/// A file beside the tests.
func resource(_ name: String) throws -> String {
    guard let url = Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil) else {
        throw RosBagError(.fileSystem, "no resource \(name)")
    }
    return url.path
}

/// A folder of a test's own.
final class Scratch {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("pharos-bag-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

let chatter = BagConnection(
    topic: "/chatter", type: "std_msgs/String", md5: "992ce8a1687cec8c8bd883ec73ca41d1", definition: "string data\n",
    callerID: "/talker", isLatching: true)

let numbers = BagConnection(
    topic: "/numbers", type: "std_msgs/Int32", md5: "da5909fbe378aeaf85e547e830cc1bb7", definition: "int32 data\n")

/// A `std_msgs/String`.
func string(_ text: String) -> ByteBuffer {
    var bytes = ByteBuffer()
    bytes.writeInteger(UInt32(text.utf8.count), endianness: .little)
    bytes.writeString(text)
    return bytes
}

/// The text of a `std_msgs/String`.
func text(_ bytes: ByteBuffer) throws -> String {
    var bytes = bytes
    guard let count: UInt32 = bytes.readInteger(endianness: .little), let text = bytes.readString(length: Int(count)) else {
        throw RosBagError(.malformed, "no string")
    }
    return text
}

/// All of a file.
func contents(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// Numbers that are the same in every run (xorshift).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
