// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import NIOCore
import ROSMessages

/// What genpy 0.6.16 says of Debian's messages and services: fingerprints, definitions, serialised samples.
struct Oracle {
    struct Entry {
        var name: MessageName
        var md5: String
        /// Messages: the MD5 of the full text. Services: the fingerprints of request and response.
        var detail: String
        var text: String
    }

    var messages: [MessageName: Entry] = [:]
    var services: [Entry] = []
    var samples: [(name: MessageName, bytes: ByteBuffer)] = []

    static let shared = Result { try Oracle() }

    init() throws {
        for entry in try Oracle.text("types").split(separator: "\u{1e}") {
            let parts = entry.split(separator: "\u{1f}", omittingEmptySubsequences: false).map(String.init)
            let name = try MessageName(parts[1])
            let made = Entry(name: name, md5: parts[2], detail: parts[3], text: parts[4])
            if parts[0] == "msg" { messages[name] = made } else { services.append(made) }
        }
        for line in try Oracle.text("samples").split(separator: "\n") {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            let digits = Array(parts[1])
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            samples.append((try MessageName(String(parts[0])), ByteBuffer(bytes: bytes)))
        }
    }

    private static func text(_ name: String) throws -> String {
        guard let url = Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Resources") else {
            throw MessageError(.unknownType, "no resource \(name)")
        }
        return try String(contentsOf: url, encoding: .utf8)
    }

    func text(_ name: MessageName) throws(MessageError) -> String {
        guard let entry = messages[name] else { throw MessageError(.unknownType, "no \(name)") }
        return entry.text
    }

    func schema(_ name: String) throws -> MessageSchema {
        try MessageSchema.resolve(MessageName(name)) { needed throws(MessageError) in try text(needed) }
    }
}

/// Numbers that are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// `bytes` with a few of them changed, removed or added.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
            case 1: if place < bytes.count { bytes.remove(at: place) }
            case 2: bytes.removeLast(min(bytes.count, Int.random(in: 0...8, using: &self)))
            default:
                if place < bytes.count {
                    bytes[place] =
                        [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &self)].randomElement(using: &self)
                        ?? 0
                }
            }
        }
        return bytes
    }
}
