// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import ROSMessages
import Testing

@Suite("Transit")
struct TransitTests {
    static let written: [(ClojureValue, String)] = [
        (ClojureValue.nil, #"["~#'",null]"#), (1, #"["~#'",1]"#), ("a", #"["~#'","a"]"#), ([1, 2], "[1,2]"),
        (.list([1]), #"["~#list",[1]]"#),
        (.list([]), #"["~#list",[]]"#), (.set([.keyword("a")]), #"["~#set",["~:a"]]"#), (.map([]), #"["^ "]"#),
        (.map([.init(.keyword("name"), 1)]), #"["^ ","~:name",1]"#),
        ([.keyword("name"), .keyword("name")], #"["~:name","^0"]"#),
        ([.keyword("a"), .keyword("a")], #"["~:a","~:a"]"#),
        ([["long": 1], ["long": 2]], #"[["^ ","long",1],["^ ","^0",2]]"#),
        (["long", "long"], #"["long","long"]"#), ([["~x": 1]], #"[["^ ","~~x",1]]"#),
        (["^a", "`", "~"], #"["~^a","~`","~~"]"#),
        (
            [.int(1 << 53), .int((1 << 53) - 1), .int(-(1 << 53))],
            #"["~i9007199254740992",9007199254740991,"~i-9007199254740992"]"#
        ),
        (
            .map([.init(1, true), .init(.nil, 2), .init(.bool(true), 3), .init(1.5, 4)]),
            #"["^ ","~i1",true,"~_",2,"~?t",3,"~d1.5",4]"#
        ),
        (.map([.init([1], 2)]), #"["~#cmap",[[1],2]]"#),
        ([.symbol("s"), .character("c"), .uri("http://x/")], #"["~$s","~cc","~rhttp://x/"]"#),
        ([.bigInteger("123456789012345678901"), .decimal("1.50")], #"["~n123456789012345678901","~f1.50"]"#),
        (
            [.instant(.init(milliseconds: 5)), .uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")],
            #"["~m5","~uf81d4fae-7dec-11d0-a765-00a0c91e6bf6"]"#
        ),
        ([.bytes([1, 2, 3])], #"["~bAQID"]"#), ([.double(.nan), .double(-.infinity)], #"["~zNaN","~z-INF"]"#),
        (.tagged("point", [1, 2]), #"["~#point",[1,2]]"#), (.tagged("#", "x"), #"["~##","x"]"#),
        ([.tagged("x", "y")], #"["~xy"]"#), (.ratio(numerator: "1", denominator: "2"), #"["~#ratio",["~n1","~n2"]]"#),
        ([.list([1]), .list([2])], #"[["~#list",[1]],["^0",[2]]]"#),
    ]

    @Test("values are written as transit-java writes them", arguments: written)
    func writing(value: ClojureValue, text: String) throws {
        #expect(TransitWriter().text(value) == text)
        let read = try TransitReader().value(text)
        #expect(TransitWriter().text(read) == text)
    }

    static let others: [(String, ClojureValue)] = [
        (#"{"~#'":5}"#, ClojureValue.int(5)), (#"{"~:a":{"~#list":[1]}}"#, .map([.init(.keyword("a"), .list([1]))])),
        (#"["~t1970-01-01T00:00:00.001Z"]"#, [.instant(.init(milliseconds: 1))]),
        (#"["~#u",[-570975906733649456,-6384018054055892234]]"#, .uuid("f8137c70-1fd5-91d0-a767-696760516af6")),
        (#"["~xabc","~_","~i5","~d2.5","~?f"]"#, [.tagged("x", "abc"), .nil, 5, 2.5, false]),
        ("18446744073709551615", .bigInteger("18446744073709551615")),
        (
            #"["^ ","~:aaa",1,"~:bbbb",["^ ","^0",2]]"#,
            .map([.init(.keyword("aaa"), 1), .init(.keyword("bbbb"), .map([.init(.keyword("aaa"), 2)]))])
        ),
        (#"["~#with-meta",[[1],["^ "]]]"#, .tagged("with-meta", [[1], .map([])])),
    ]

    @Test("other forms are read too", arguments: others)
    func reading(text: String, value: ClojureValue) throws {
        #expect(try TransitReader().value(text) == value)
    }

    @Test(
        "what is wrong is told",
        arguments: [
            "", "[", #"["^0"]"#, #"["^00"]"#, #"["^"]"#, #"["^~"]"#, #"["~#list"]"#, #"["~#list",[1],2]"#,
            #"["~#list",1]"#, #"["~#list","x"]"#,
            #"[1,"~#a"]"#, #"["^ ","a"]"#, #"["~ix"]"#, #"["~n"]"#, #"["~dnan"]"#, #"["~f1.2.3"]"#, #"["~d0x10"]"#,
            #"["~mz"]"#, #"["~tx"]"#, #"["~ux"]"#, #"["~c"]"#, #"["~cab"]"#, #"["~b*"]"#,
            #"["~zx"]"#, #"["~?x"]"#, #"["~#cmap",[1]]"#, #"["~#cmap",[1,2,1,3]]"#, #"["^ ","a",1,"a",2]"#,
            #"["~#ratio",[1,0]]"#, #"["~#ratio",[1.5,2]]"#, #"["~#u",[1]]"#,
            #"{"~#a":1,"b":2}"#, #""~#a""#,
        ])
    func wrong(text: String) {
        let error = #expect(throws: BabashkaPodError.self) { try TransitReader().value(text) }
        #expect(error?.code == .malformed, "\(text): \(error?.description ?? "")")
    }

    @Test("depth is bounded")
    func depth() {
        let error = #expect(throws: BabashkaPodError.self) {
            try TransitReader().value(String(repeating: #"["~#a","#, count: 100_000))
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test("the codes go round after 1936 strings, on both sides alike")
    func cache() throws {
        func keywords(_ name: String, _ count: Int) -> [ClojureValue] { (0..<count).map { .keyword("\(name)\($0)") } }
        let value = ClojureValue.vector(
            keywords("key", 1936) + keywords("key", 1936) + keywords("other", 3000) + keywords("key", 100)
                + keywords("key", 100))
        let text = TransitWriter().text(value)
        let hasLastCode = text.contains("\"^[[\"")
        #expect(hasLastCode)
        let read = try TransitReader().value(text)
        let isSame = read == value
        #expect(isSame)
    }

    @Test("what was written is read as it was")
    func roundTrips() throws {
        var random = SeededRandom(seed: 17)
        for _ in 0..<5000 {
            let value = ClojureValue.random(depth: 4, &random)
            let text = TransitWriter().text(value)
            #expect(try TransitReader().value(text) == value, "\(text)")
        }
    }

    @Test("values become the project's and come back")
    func conversion() throws {
        let value = try EDNReader().value(
            "{:a (1 2.5) \"b\" #{nil} c 1/2 [1] 9N :d #uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}")
        #expect(
            value.value == [
                "a": [1, 2.5], "b": [nil], "c": 0.5, "[1]": 9, "d": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            ])
        let plain: Value = ["x": [1, "t", nil, true, 2.5], "y": .uint(.max)]
        #expect(ClojureValue(plain).value == plain)
        #expect(ClojureValue(plain, keys: .keywords)["x"]?[1]?.text == "t")
        #expect(ClojureValue.instant(.init(milliseconds: 1500)).value == .time(ROSTime(secs: 1, nsecs: 500_000_000)))
        #expect(ClojureValue.tagged("t", 1).value == ["tag": "t", "value": 1])
    }
}
