// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods

/// Numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension ClojureValue {
    /// Any value that EDN and transit can hold.
    static func random(depth: Int, _ random: inout SeededRandom) -> ClojureValue {
        func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
        func text() -> String {
            let letters = ["a", "B", "\"", "\\", "\n", "é", "😀", "~", "^", "`", " ", ";", "#", "0", "\u{1}", "\u{7f}"]
            return (0..<number(0..<8)).map { _ in letters[number(0..<letters.count)] }.joined()
        }
        func name() -> String {
            let names = [
                "a", "name", "space/name", "pod.x/y!", "/", "*x*", "->z", "a.b", "key-word?", "keyword1", "n'",
            ]
            return names[number(0..<names.count)]
        }
        func many() -> [ClojureValue] { (0..<number(0..<5)).map { _ in .random(depth: depth - 1, &random) } }
        func distinct(_ values: [ClojureValue]) -> [ClojureValue] {
            var seen: Set<ClojureValue> = []
            return values.filter { seen.insert($0).inserted }
        }
        switch number(0..<(depth > 0 ? 20 : 14)) {
        case 0: return .nil
        case 1: return .bool(number(0..<2) == 1)
        case 2: return .int(Int64.random(in: .min ... .max, using: &random))
        case 3: return .int(Int64(number(-9..<10)))
        case 4: return .bigInteger("\(number(-99..<0))123456789012345678901234567890")
        case 5: return .double(Double(number(1..<10)) / 7 * [1, -1e-30, 1e300, -.infinity, 1e16][number(0..<5)])
        case 6: return .decimal("\(number(-9..<10)).\(number(0..<100))")
        case 7: return .ratio(numerator: "\(number(-9..<10))", denominator: "\(number(2..<9))")
        case 8: return .character(["a", "\n", " ", "é", "\\", "(", "u", "\u{0}", "\u{c}"][number(0..<9)])
        case 9: return .string(text())
        case 10: return .keyword(name() == "/" ? "slash" : name())
        case 11: return .symbol(name())
        case 12: return .instant(ClojureInstant(milliseconds: Int64(number(-62_135_596_800_000..<253_402_300_799_999))))
        case 13: return .uuid("01234567-89ab-cdef-0123-456789abcde\(number(0..<10))")
        case 14: return .list(many())
        case 15: return .vector(many())
        case 16: return .set(distinct(many()))
        case 17: return .map(distinct(many()).map { ClojureEntry($0, .random(depth: depth - 1, &random)) })
        case 18: return .bytes((0..<number(0..<9)).map { _ in UInt8(number(0..<256)) })
        default: return .tagged("my/tag", .random(depth: depth - 1, &random))
        }
    }
}
