// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

/// Names that want to trap, to hang or to grow.
@Suite struct HostileNamesTests {
    private static let grammars = NameGrammars(defaultScheme: "tango")

    /// A generator of the same numbers on every machine (SplitMix64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    private static let pieces = [
        "tango:", "eval:", "evaluation:", "res:", "ca:", "epics:", "pva:", "ros:", "ros2:", "mqtt:", "pod:", "spec:",
        "mock:", "//", "/", "@", "{", "}", "'", "\"", "?", "#", "%", "%2", "%41", "%00", "%7B", "%C3%BC", ";", "=",
        ":", "[", "]", "[::1]", "localhost", ":10000", "a", "b.c", "(", ")", "*", ",", " ", "ü", "\n", "configuration",
        "dev=", "db=", "dbase=no", "units", "rvalue[1:2]", "0", "99999999999999999999", "\u{202e}", "🤖", "~",
    ]

    /// Whatever comes, there is an answer, check and parser agree, and canonical names are strict names of the same.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func anything(seed: UInt64) throws {
        var numbers = Numbers(state: seed)
        var valid = 0
        for _ in 0..<1_000 {
            let count = Int.random(in: 0...9, using: &numbers)
            let text = (0...count).map { _ in Self.pieces.randomElement(using: &numbers) ?? "" }.joined()
            for strict in [true, false] {
                for kind in ElementKind.allCases {
                    let isValid = Self.grammars.isValid(text, kinds: [kind], strict: strict)
                    do throws(NameError) {
                        let name = try Self.grammars.parse(text, as: kind, strict: strict)
                        #expect(isValid, "\(kind) \(text.debugDescription)")
                        let again = try Self.grammars.parse(name.canonical, as: kind)
                        #expect(again.fullName == name.fullName, "\(text.debugDescription) \(name.canonical)")
                        #expect(again.canonical == name.canonical, "\(text.debugDescription)")
                        let uri = try ResourceName(name)
                        #expect(uri.canonical == name.canonical)
                        valid += 1
                    } catch {
                        #expect(!isValid, "\(kind) \(text.debugDescription): \(error)")
                        #expect(error.position >= 0 && error.position <= max(text.utf8.count, 64) + 64)
                    }
                }
            }
        }
        #expect(valid > 100)
    }

    /// Bytes without any order.
    @Test func noise() {
        var numbers = Numbers(state: 42)
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...40, using: &numbers)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            let scheme = Self.grammars.schemes.randomElement(using: &numbers) ?? ""
            let text = scheme + ":" + String(decoding: bytes, as: UTF8.self)
            _ = Self.grammars.kinds(of: text, strict: false)
            _ = try? FragmentSelector(text)
        }
    }

    @Test(arguments: ["eval:}{", "eval:}}{{", "eval:{", "eval:}", "eval:{}{", "eval:{eval:1", "eval:eval:1}"])
    func unbalancedBracesEnd(text: String) {
        #expect(!Self.grammars.isValid(text, strict: false))
    }

    private func nested(_ depth: Int) -> String {
        String(repeating: "{eval:1+", count: depth) + "{tango:a/b/c/d}" + String(repeating: "}", count: depth)
    }

    @Test func nestingIsLinearAndBounded() throws {
        let clock = ContinuousClock()
        let elapsed = try clock.measure {
            let name = try Self.grammars.parse("eval:" + nested(62))
            var depth = 0
            var inner: ParsedName? = name
            while let next = inner?.references.first?.name {
                depth += 1
                inner = next
            }
            #expect(depth == 63)
        }
        #expect(elapsed < .seconds(2))
        let old = String(repeating: "{eval://1+", count: 60) + "{eval:1}" + String(repeating: "}", count: 60)
        #expect(Self.grammars.isValid("eval://" + old, strict: false))
        #expect(!Self.grammars.isValid("eval://" + old))
        for depth in [64, 65, 1_000, 5_000] {
            let error = #expect(throws: NameError.self) { try Self.grammars.parse("eval:" + nested(depth)) }
            #expect(error?.description.contains("64") == true)
        }
    }

    /// Long names take a moment, too long ones are refused at once.
    @Test(arguments: [
        ("tango:", "a/"), ("tango://", "a."), ("tango://", "a:1,"), ("eval:", "("), ("eval:", "'"), ("eval:", "\"'"),
        ("eval:", "x=1;"), ("eval:", "x=1"), ("eval:", "{eval:1}"), ("eval:", "{"), ("eval:@a.b(", "'"),
        ("eval:@", "a."),
        ("eval:@a.b(", ")"), ("eval://", "db=;"), ("eval://", "?x=1"), ("ca:", "."), ("ca:", "{"), ("pva:", "%7B"),
        ("ros:", "/a"), ("mqtt:/", "a/"), ("mqtt:/a?", "a=1&"), ("pod:a/", "b/"), ("mock:/", "a/"), ("res:", "a"),
        ("tango:", "%41"), ("ros:/a#rvalue", "[0]"), ("ros:/a#rvalue.", "%61"), ("", "a"), ("", "%"),
    ])
    func timeIsLinear(head: String, tail: String) {
        let count = (ResourceName.maximumLength - head.utf8.count) / tail.utf8.count / 4
        let long = head + String(repeating: tail, count: count)
        let clock = ContinuousClock()
        #expect(clock.measure { _ = Self.grammars.kinds(of: long, strict: false) } < .seconds(3))
        let huge = head + String(repeating: tail, count: (1 << 20) / tail.utf8.count)
        let error = #expect(throws: NameError.self) { try Self.grammars.parse(huge, strict: false) }
        #expect(error?.position == ResourceName.maximumLength)
    }

    @Test func cyclesAreTold() throws {
        let grammars = NameGrammars(resources: [
            "a": "res:b", "b": "eval:1+{res:c}", "c": "res:a", "d": "res:d", "ok": "eval:{res:e}*{res:e}",
            "e": "ros:/x",
        ])
        let error = #expect(throws: NameError.self) { try grammars.parse("res:a", as: .attribute) }
        #expect(error?.found == "res:a -> res:b -> res:c -> res:a")
        #expect(!grammars.isValid("res:d") && !grammars.isValid("res:c"))
        #expect(try grammars.parse("res:ok").references.map(\.name.fullName) == ["ros:/x", "ros:/x"])
    }

    /// Names that double at every step run out of budget instead of memory.
    @Test func doublingIsBounded() {
        var table = ["n0": "eval:1"]
        for step in 1...20 { table["n\(step)"] = "eval:{res:n\(step - 1)}+{res:n\(step - 1)}" }
        let grammars = NameGrammars(resources: table)
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            #expect(!grammars.isValid("res:n20"))
            #expect(throws: NameError.self) { try grammars.parse("res:n20") }
        }
        #expect(elapsed < .seconds(120))
        #expect(grammars.isValid("res:n5"))
    }

    /// Errors say where.
    @Test(arguments: [
        ("tango:a/b:c/d", 9), ("tango://foo:70000/a/b/c", 12), ("ros:/a b", 6), ("ros:/%C3%BCx y", 5),
        ("eval:1+{tango:a/b:c/d}", 17), ("eval:1;2", 6), ("eval:1+{eval:2+{ros:/x y}}", 22), ("tango:a/b/c\n", 11),
        ("mqtt:/a%2B/b", 7), ("a/b:c/d", 3),
    ])
    func positions(text: String, position: Int) {
        let error = #expect(throws: NameError.self) { try Self.grammars.parse(text) }
        #expect(error?.position == position, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func hints() {
        let upper = #expect(throws: NameError.self) { try Self.grammars.parse("TANGO:a/b/c") }
        #expect(upper?.hint?.contains("tango") == true)
        let old = #expect(throws: NameError.self) { try Self.grammars.parse("tango://a/b/c/d", as: .attribute) }
        #expect(old?.hint?.contains("tango:a/b/c/d") == true)
    }
}
