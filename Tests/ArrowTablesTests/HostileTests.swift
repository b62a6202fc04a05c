// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import Testing

/// Streams that are not what they say. Each ends in values or in an error, never in a trap.
@Suite struct HostileTests {
    /// Asks for everything that a stream has.
    private func use(_ bytes: [UInt8]) {
        guard let table = try? ArrowTable(reading: ArrowBytes(copying: bytes)) else { return }
        for column in table.columns {
            _ = try? column.values()
            _ = try? column.strings()
            _ = try? column.optionals(as: Int64.self)
        }
        _ = try? table.encoded().bytes
    }

    @Test(arguments: Recorded.read) func cutOff(_ name: String) throws {
        let bytes = try Recorded(name).bytes
        for length in stride(from: 0, to: min(bytes.count, 4000), by: 3) { use(Array(bytes[..<length])) }
    }

    @Test(arguments: Recorded.read) func changed(_ name: String) throws {
        let bytes = try Recorded(name).bytes
        var generator = Generator(state: 7)
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<min(changed.count, 6000), using: &generator)
                changed[place] =
                    [0, 1, 4, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            use(changed)
        }
    }

    @Test func noStream() {
        func code(_ bytes: [UInt8]) -> ArrowError.Code? {
            failure { _ = try ArrowTable(reading: ArrowBytes(copying: bytes)) }?.code
        }
        #expect(code([]) == .malformed)
        #expect(code(Array("PAR1 is another format".utf8)) == .malformed)
        #expect(code([255, 255, 255, 255, 0, 0, 0, 0]) == .malformed)
        #expect(code([255, 255, 255, 255, 255, 255, 255, 127]) == .limitExceeded)
        #expect(code([255, 255, 255, 255, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == .malformed)
    }

    @Test func limits() throws {
        let bytes = ArrowBytes(copying: try Recorded("nested").bytes)
        var limits = ArrowLimits()
        limits.deepest = 3
        #expect(failure { _ = try ArrowTable(reading: bytes, limits: limits) }?.code == .limitExceeded)
        limits = ArrowLimits()
        limits.mostFields = 5
        #expect(failure { _ = try ArrowTable(reading: bytes, limits: limits) }?.code == .limitExceeded)
        limits = ArrowLimits()
        limits.mostRowsWithoutBytes = 4
        let numbers = ArrowBytes(copying: try Recorded("numbers").bytes)
        #expect(failure { _ = try ArrowTable(reading: numbers, limits: limits) }?.code == .limitExceeded)
    }

    /// SplitMix64.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
