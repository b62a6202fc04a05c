// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The bytes of one run, for targets that need more than bytes: numbers, choices, pieces. What is not there is zero.
package struct FuzzInput {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    package var isEmpty: Bool { rest.isEmpty }

    /// The next byte.
    package mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// A number below `limit`.
    package mutating func number(below limit: Int) -> Int {
        guard limit > 256 else { return Int(byte()) % max(limit, 1) }
        return (Int(byte()) << 8 | Int(byte())) % limit
    }

    /// One of these.
    package mutating func choice<T>(_ choices: [T]) -> T { choices[number(below: choices.count)] }

    /// The next `count` bytes, or as many as there are.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Bytes with their count before them.
    package mutating func string() -> String { String(decoding: bytes(Int(byte())), as: UTF8.self) }

    /// The bytes up to a zero byte, which is dropped, or to the end.
    package mutating func part() -> [UInt8] {
        let end = rest.firstIndex(of: 0) ?? rest.endIndex
        defer { rest = rest[min(end + 1, rest.endIndex)...] }
        return Array(rest[..<end])
    }

    /// All that is left.
    package mutating func all() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }
}
