// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Testing

@testable import Pods

/// Numbers that are the same each time.
struct Repeatable: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 29) &* 0xbf58_476d_1ce4_e5b9
    }
}

@Suite struct WireTests {
    static func value(_ random: inout Repeatable, depth: Int = 0) -> PodValue {
        func some() -> [PodValue] {
            (0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth + 1) }
        }
        switch Int.random(in: 0...(depth > 4 ? 12 : 18), using: &random) {
        case 0: return .none
        case 1: return .bool(.random(using: &random))
        case 2: return .int(Int64(truncatingIfNeeded: random.next()) >> Int.random(in: 0...63, using: &random))
        case 3: return .double(.random(in: -1e9...1e9, using: &random))
        case 4: return .string(String(repeating: "é", count: .random(in: 0...40, using: &random)))
        case 5: return .bytes(ByteBuffer(repeating: 7, count: .random(in: 0...300, using: &random)))
        case 6: return .bigInteger(PodBigInteger(bytes: (0..<20).map { _ in .random(in: 0...255, using: &random) }))
        case 7: return .decimal("1.50")
        case 8: return .complex(real: 1, imaginary: -2)
        case 9: return .date(PodDate(year: .random(in: 1...9999, using: &random), month: 2, day: 3))
        case 10:
            return .timeDelta(
                PodTimeDelta(seconds: .random(in: -1_000_000...1_000_000, using: &random), microseconds: 5))
        case 11:
            return .dateTime(PodDateTime(secondsSince1970: .random(in: -1_000_000_000...4_000_000_000, using: &random)))
        case 12: return (try? PodArray([1.5, 2.5])).map { .array($0) } ?? .none
        case 13: return .list(some())
        case 14: return .tuple(some())
        case 15: return .set(Set(some()))
        case 16: return .dictionary(PodDictionary(some().map { (key: $0, value: $0) }))
        case 17: return .object(PodObject(typeName: "a.B", fields: ["x": value(&random, depth: depth + 1)]))
        default:
            return .enumeration(PodEnumeration(typeName: "a.E", member: "M", value: value(&random, depth: depth + 1)))
        }
    }

    @Test func whatIsWrittenIsRead() throws {
        var random = Repeatable(state: 7)
        for _ in 0..<2000 {
            let value = Self.value(&random)
            let bytes = try PodConversation.bytes(of: value)
            #expect(try PodConversation.values(in: bytes) == [value])
        }
    }

    /// Long lists of numbers have a way of their own, which others leave where something else comes.
    @Test func longLists() throws {
        var random = Repeatable(state: 3)
        for count in [15, 16, 17, 1000] {
            for _ in 0..<50 {
                var list: [PodValue] = (0..<count).map { _ in
                    Bool.random(using: &random)
                        ? .double(.random(in: -1e9...1e9, using: &random))
                        : .int(Int64(truncatingIfNeeded: random.next()) >> Int.random(in: 0...63, using: &random))
                }
                if Bool.random(using: &random) { list[Int.random(in: 0..<count, using: &random)] = Self.value(&random) }
                let bytes = try PodConversation.bytes(of: .list(list))
                #expect(try PodConversation.values(in: bytes) == [.list(list)])
            }
        }
    }

    /// Python's MessagePack takes the shortest form of a number.
    @Test func shortNumbers() throws {
        var buffer = ByteBuffer()
        let numbers: [Int64] = [
            5, 200, 60_000, 4_000_000_000, -3, -100, -30_000, -2_000_000_000, -9_000_000_000_000, 127, 128, 255, 256, 65535,
            65536, 1 << 32, -32, -33, -128, -129,
        ]
        buffer.writeMultipleIntegers(0xdc as UInt8, UInt16(numbers.count))
        for number in numbers {
            switch number {
            case -32..<128: buffer.writeInteger(Int8(number))
            case 128..<256: buffer.writeMultipleIntegers(0xcc as UInt8, UInt8(number))
            case 256..<65536: buffer.writeMultipleIntegers(0xcd as UInt8, UInt16(number))
            case 65536..<(1 << 32): buffer.writeMultipleIntegers(0xce as UInt8, UInt32(number))
            case (1 << 32)...: buffer.writeMultipleIntegers(0xcf as UInt8, UInt64(number))
            case -128..<(-32): buffer.writeMultipleIntegers(0xd0 as UInt8, Int8(number))
            case -32768..<(-128): buffer.writeMultipleIntegers(0xd1 as UInt8, Int16(number))
            case -2_147_483_648..<(-32768): buffer.writeMultipleIntegers(0xd2 as UInt8, Int32(number))
            default: buffer.writeMultipleIntegers(0xd3 as UInt8, number)
            }
        }
        #expect(try PodValueReader.read(buffer) == .list(numbers.map(PodValue.int)))
    }

    @Test func whatIsDamagedIsAnError() throws {
        var random = Repeatable(state: 11)
        for _ in 0..<3000 {
            var bytes = try PodConversation.bytes(of: Self.value(&random))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 4..<bytes.readableBytes, using: &random)
                bytes.setInteger(UInt8.random(in: 0...255, using: &random), at: place)
            }
            _ = try? PodConversation.values(in: bytes)
            _ = try? PodConversation.values(in: bytes.getSlice(at: 0, length: bytes.readableBytes / 2) ?? bytes)
        }
        for _ in 0..<3000 {
            var bytes = ByteBuffer(integer: 40 as UInt32)
            bytes.writeInteger(UInt8.random(in: 16...27, using: &random))
            for _ in 0..<39 { bytes.writeInteger(UInt8.random(in: 0...255, using: &random)) }
            _ = try? PodConversation.values(in: bytes)
        }
    }

    @Test func framesInPieces() throws {
        var all = ByteBuffer()
        for number in 0..<5 {
            all.writeImmutableBuffer(try PodConversation.bytes(of: .list([.int(Int64(number)), "text"])))
        }
        for size in 1...all.readableBytes {
            var decoder = PodFrameDecoder(longest: 1000)
            var rest = all
            var count = 0
            while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                decoder.append(piece)
                while let frame = try decoder.next() {
                    #expect(frame.kind == .result)
                    count += 1
                }
            }
            #expect(count == 5)
        }
    }

    /// The announced length costs nothing before it is there.
    @Test func lengthsAreChecked() {
        for length in [0, 4, 1001, 1 << 30, UInt32.max] as [UInt32] {
            var decoder = PodFrameDecoder(longest: 1000)
            decoder.append(ByteBuffer(integer: length))
            #expect(throws: PodError.self) { try decoder.next() }
        }
    }

    @Test func restarts() {
        var policy = Pod.RestartPolicy()
        policy.firstDelay = .milliseconds(100)
        policy.longestDelay = .milliseconds(500)
        policy.budget = 4
        var state = RestartState(policy)
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
        #expect(state.died(at: start, jitter: 1) == .milliseconds(100))
        #expect(state.died(at: start, jitter: 1) == .milliseconds(200))
        #expect(state.died(at: start, jitter: 0) == .milliseconds(200))
        #expect(state.died(at: start, jitter: 1) == .milliseconds(500))
        #expect(state.died(at: start, jitter: 1) == nil)
        // After the period deaths are forgotten; a call that succeeded ends the doubling.
        state.succeeded()
        #expect(state.died(at: start + .seconds(61), jitter: 1) == .milliseconds(100))
        policy.firstDelay = .seconds(Int64.max / 4)
        var long = RestartState(policy)
        for _ in 0..<4 { #expect(long.died(at: start, jitter: 1) == .milliseconds(500)) }
    }
}
