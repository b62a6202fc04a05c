// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import Testing

@Suite("EDN")
struct EDNTests {
    static let forms: [(String, ClojureValue?)] = [
        ("nil", ClojureValue.nil), ("true", true), (" , false ; comment\n", false), ("42", 42), ("+7", 7), ("-0", 0),
        ("9223372036854775807", .int(.max)), ("9223372036854775808", .bigInteger("9223372036854775808")),
        ("-9223372036854775808", .int(.min)), ("12N", .bigInteger("12")), ("1.5", 1.5), ("-1e3", -1000.0),
        ("1E-2", 0.01),
        ("1.", 1.0), ("2.e1", 20.0), ("1.50M", .decimal("1.50")), ("3M", .decimal("3")), ("1e5M", .decimal("1e5")),
        ("22/7", .ratio(numerator: "22", denominator: "7")), ("-1/2", .ratio(numerator: "-1", denominator: "2")),
        ("##Inf", .double(.infinity)), ("##-Inf", .double(-.infinity)),
        (#""a\tb\\\"\n\u00e9\ud83d\ude00\101""#, "a\tb\\\"\né😀A"), ("\"two\nlines\"", "two\nlines"),
        (#"\a"#, .character("a")), (#"\newline"#, .character("\n")), (#"\u00e9"#, .character("é")),
        (#"\é"#, .character("é")),
        (#"\o101"#, .character("A")), (#"\("#, .character("(")), (#"\u"#, .character("u")), (#"\\"#, .character("\\")),
        (":a", .keyword("a")), (":a.b/c", .keyword("a.b/c")), (":1", .keyword("1")), ("foo", .symbol("foo")),
        ("/", .symbol("/")),
        ("clojure.core//", .symbol("clojure.core//")), ("->x", .symbol("->x")), ("-", .symbol("-")),
        ("+a", .symbol("+a")),
        ("a#b'", .symbol("a#b'")), ("nil?", .symbol("nil?")),
        ("(1 2)", .list([1, 2])), ("[]", []), ("[1,2;x\n3]", [1, 2, 3]), ("#{1 :a}", .set([1, .keyword("a")])),
        ("{:a 1, \"b\" [2]}", .map([.init(.keyword("a"), 1), .init("b", [2])])), ("{}", .map([])),
        ("[1 #_2 3]", [1, 3]), ("[#_ #_ 1 2 3]", [3]), ("#_[a {]}] 1", 1), ("[1 #_ ]", nil), ("#_#_a b 1 ;c", 1),
        ("^{:doc \"x\"} [1]", [1]), ("^:private a", .symbol("a")),
        (
            "#:p{:a 1 :_/b 2 :q/c 3 d 4}",
            .map([
                .init(.keyword("p/a"), 1), .init(.keyword("b"), 2), .init(.keyword("q/c"), 3), .init(.symbol("p/d"), 4),
            ])
        ),
        ("#my/tag [1]", .tagged("my/tag", [1])), ("#a #b 1", .tagged("a", .tagged("b", 1))),
        ("#inst \"2026-11-21T10:00:00.123-00:00\"", .instant(.init(milliseconds: 1_795_255_200_123))),
        ("#inst\"1970\"", .instant(.init(milliseconds: 0))),
        ("#inst \"1969-12-31T23:59:59.9999Z\"", .instant(.init(milliseconds: -1))),
        ("#inst \"1970-01-01T02:00+02:00\"", .instant(.init(milliseconds: 0))),
        ("#uuid \"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\"", .uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")),
    ]

    @Test("values are read as the standard and Clojure's reader say", arguments: forms)
    func reading(text: String, value: ClojureValue?) throws {
        // One entry has text that is not whole behind a discard.
        guard let value, !text.hasPrefix("#_[a {") else {
            #expect(throws: BabashkaPodError.self) { try EDNReader().value(text) }
            return
        }
        #expect(try EDNReader().value(text) == value)
    }

    @Test("marks that combine with what is before them change nothing, and accents in one code or two are two texts")
    func combining() throws {
        #expect(try EDNReader().value(":\u{351}a") == .keyword("\u{351}a"))
        #expect(try EDNReader().value("#:_\u{351}{:a 1}") == .map([.init(.keyword("_\u{351}/a"), 1)]))
        #expect(try EDNReader().value("#{\"\u{e9}\" \"e\u{301}\"}").elements?.count == 2)
        let keywords = ClojureValue.vector([
            .keyword("\u{351}abc"), .keyword("caf\u{e9}"), .keyword("cafe\u{301}"), .keyword("\u{351}abc"),
        ])
        let text = TransitWriter().text(keywords)
        #expect(Array(text.utf8) == Array("[\"~:\u{351}abc\",\"~:caf\u{e9}\",\"~:cafe\u{301}\",\"^0\"]".utf8))
        #expect(try Array("\(TransitReader().value(text))".utf8) == Array("\(keywords)".utf8))
    }

    @Test("NaN is read")
    func notANumber() throws {
        guard case .double(let number) = try EDNReader().value("##NaN") else {
            Issue.record("no number")
            return
        }
        #expect(number.isNaN)
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("", 0), ("  ", 2), ("[1 2", 4), ("{:a}", 0), ("{:a 1 :a 2}", 0), ("#{1 1}", 0), (")", 0), ("1 2", 2),
            ("\"abc", 4),
            ("\"\\q\"", 2), ("\"\\ud800\"", 7), ("[\"\\u12\"]", 6), ("012", 0), ("1x", 0), ("1/0", 0), ("1/", 0),
            ("-1.e", 0), ("1.5N", 0),
            (":", 0), ("::a", 0), (":a:", 0), ("a/", 0), ("/a", 0), ("##Foo", 0), ("#", 0), ("#1", 0), ("#(", 0),
            ("#\"re\"", 0),
            ("#inst \"yesterday\"", 0), ("#inst 5", 0), ("#inst \"2026-02-30\"", 0), ("#uuid \"x\"", 0),
            ("#bytes \"*\"", 0), ("\\", 1),
            ("\\nosuch", 0), ("\\ud800", 0), ("\\o777", 0), ("#a", 2), ("#:a[1]", 0), ("#::a{:b 1}", 0), ("#_", 2),
            ("^a", 2), ("a///b", 0),
            ("#:a{:_//b 1}", 4), ("#:a{_/1 1}", 3), ("#:#{a 1}", 3), ("#:1{a 1}", 3), ("#:a{_/nil 1}", 3),
            ("#:a/b{:c 1}", 0),
        ])
    func wrong(text: String, offset: Int) {
        let error = #expect(throws: BabashkaPodError.self) { try EDNReader().value(text) }
        #expect(error?.code == .malformed, "\(text)")
        #expect(error?.offset == offset, "\(text): \(error?.description ?? "")")
    }

    @Test("depth, length and number are bounded", arguments: ["(", "[", "{", "#{", "#_", "#a ", "^", "{:a ", "#:a{b "])
    func bounds(opening: String) {
        let error = #expect(throws: BabashkaPodError.self) {
            try EDNReader().value(String(repeating: opening, count: 100_000))
        }
        #expect(error?.code == .limitExceeded)
        #expect(throws: BabashkaPodError.self) { try EDNReader(maximumLength: 10).value("[1 2 3 4 5 6]") }
        #expect(throws: BabashkaPodError.self) { try EDNReader(maximumCount: 5).value("[1 2 3 4 5 6]") }
    }

    static let written: [(ClojureValue, String)] = [
        (ClojureValue.map([.init(.keyword("a"), 1), .init("b", .list([nil, true]))]), #"{:a 1, "b" (nil true)}"#),
        (.set([1.5, .character("\n"), .character("a")]), #"#{1.5 \newline \a}"#),
        ([.bigInteger("5"), .decimal("1.0"), .ratio(numerator: "1", denominator: "2")], "[5N 1.0M 1/2]"),
        (.instant(.init(milliseconds: 0)), "#inst \"1970-01-01T00:00:00.000-00:00\""), ("q\"\\\n", #""q\"\\\n""#),
        (.tagged("a/b", .symbol("c")), "#a/b c"), (.bytes([1, 2, 255]), "#bytes \"AQL/\""),
        (.double(.infinity), "##Inf"),
        (.instant(.init(milliseconds: .min)), "#inst \"-292275055-05-16T16:47:04.192-00:00\""),
    ]

    @Test("values are written as pr-str writes them", arguments: written)
    func writing(value: ClojureValue, text: String) {
        #expect(EDNWriter().text(value) == text)
    }

    @Test("what was written is read as it was")
    func roundTrips() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<5000 {
            let value = ClojureValue.random(depth: 4, &random)
            let text = EDNWriter().text(value)
            #expect(try EDNReader().value(text) == value, "\(text)")
        }
    }

    @Test("random text never traps, and what is read can be written")
    func random() throws {
        var random = SeededRandom(seed: 13)
        let pieces = [
            "(", ")", "[", "]", "{", "}", "#", "_", "\"", "\\", ":", "a", "/", "1", "0", "-", ".", "e", "N", "M", " ",
            "^", "é", ";", "\n", "inst",
        ]
        for _ in 0..<30_000 {
            let text = (0..<Int.random(in: 0..<14, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            guard let value = try? EDNReader().value(text) else { continue }
            let written = EDNWriter().text(value)
            #expect(try EDNWriter().text(EDNReader().value(written)) == written, "\(text) → \(written)")
        }
    }
}
