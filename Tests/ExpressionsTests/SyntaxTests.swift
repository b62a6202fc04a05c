// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import Quantities
import Testing

@Suite struct SyntaxTests {
    @Test func referencesAreOpaqueAndSharedByName() throws {
        let expression = try Expression("{ros:/a#rvalue[1:3]}+{eval:{a}*{b}}*{ros:/a#rvalue[1:3]}+{x='}'}")
        #expect(expression.references == ["ros:/a#rvalue[1:3]", "eval:{a}*{b}", "x='}'"])
        #expect(try expression.evaluate(references: [.integer(2), .integer(3), .integer(4)]) == .integer(12))
        #expect(failure("{a}", [])?.code == .references)
        #expect(failure("1", [.integer(1)])?.code == .references)
    }

    static let refused: [(text: String, position: Int)] = [
        ("", 0), ("1+", 2), ("(1", 2), ("1)", 1), ("[1", 2), ("1 2", 2), ("1 if 2", 6), ("a b", 0), ("'abc", 0),
        ("{a", 0),
        ("{}", 0), ("{ }", 0), ("}{", 0), ("{'}", 1), ("1;2", 1), ("x=1", 3), ("x=1;", 4), ("x=;1", 2), ("1=1", 1),
        ("f(x)=1", 0), ("sin", 3), ("sin(1", 5), ("sin 1", 4), ("1(2)", 1), ("'a'(2)", 3), ("{a}(2)", 3), ("[1](2)", 3),
        ("1 not 2", 2), ("lambda:1", 0), ("1.foo", 2), ("{a}.foo", 4), ("{a}.units()", 9), ("{a}.__class__", 4),
        ("x[0]", 0), ("012", 0), ("0x", 0), ("1__2", 1), ("'\\q'", 1), ("'\\x1'", 1), ("sum(a=1,2)", 8),
        ("sum(1,a=1)", 6),
        ("sum(1,b=1)", 6), ("sum(1,2,3)", 8), ("zeros(1,dtype=str)", 17), ("@x", 0), ("a\u{0}", 1), ("1\n", 1),
        ("１", 0),
        ("ѕin(1)", 0), ("1 # x", 2), ("arange(5)[1,2,3,4]", 16), ("arange(5)[]", 10), ("1j", 1), ("True=1;1", 0),
        ("x=1;x=2;x", 4), ("sum=1;sum(2)", 6), ("1 if else 2", 5), ("*1", 0), ("a.b", 0), ("`1`", 0), ("1,2", 1),
        ("$", 0),
        ("1 is not", 8), ("1<2 in 3<4", 8),
    ]

    @Test func refusedWithThePosition() {
        for (text, position) in Self.refused {
            let error = failure(text)
            #expect(error?.position == position, "\(text.debugDescription): \(error.map(\.description) ?? "no error")")
        }
    }

    @Test func hints() {
        #expect(failure("sqr(2)")?.message.contains("'sqrt'") == true)
        #expect(failure("foo=1;fooo")?.message.contains("'foo'") == true)
        #expect(failure("zzzzzzzz")?.message.contains("did you mean") == false)
        #expect(failure("Q(3,'mmm')")?.code == .unit)
        #expect(failure("Q(3,'metr')")?.message.contains("'meter'") == true)
        #expect(failure("sin(x=1,x=2)")?.message.contains("twice") == true)
    }

    /// An unknown name refuses the expression although it would never be evaluated.
    @Test func unknownNamesRefuseAll() {
        #expect(failure("1 if True else nosuch")?.code == .unknownName)
        #expect(failure("True or nosuch")?.code == .unknownName)
    }

    @Test func substitutions() throws {
        #expect(try evaluate("x=1;y=2;x+y*10") == .integer(21))
        #expect(try evaluate("y=x*2;x=3;y") == .integer(6))
        #expect(try evaluate("e=3;e*2") == .integer(6))
        #expect(try evaluate("sin=2;sin*2") == .integer(4))
        #expect(try evaluate("s='a;b';s") == .string("a;b"))
        #expect(try evaluate("x=3;xx=4;'x'+str(x*xx)") == .string("x12"))
        // Only what is needed is evaluated, and once.
        #expect(try evaluate("x=1/0;2") == .integer(2))
        #expect(try evaluate("x=1/0;x if False else 3") == .integer(3))
        #expect(try evaluate("x=rand();x-x") == .double(0))
        #expect(try Expression("x={a};y={b};y-x").references == ["a", "b"])
        let given = try Expression(
            "y=2;x*y*{a}", substitutions: [.init(name: "x", value: "{b}+1"), .init(name: "z", value: "y")])
        #expect(given.references == ["b", "a"])
        #expect(try given.evaluate(references: [.integer(4), .integer(10)]) == .integer(100))
        #expect(throws: ExpressionError.self) { try Expression("1", substitutions: [.init(name: "a b", value: "1")]) }
        #expect(throws: ExpressionError.self) { try Expression("1", substitutions: [.init(name: "a", value: "1;2")]) }
    }

    @Test(arguments: [
        ("x=x+1;x", "x → x"), ("x=y;y=x;x", "x → y → x"), ("a=b;b=c;c=d;d=b;1", "b → c → d → b"),
    ])
    func cyclesAreRefused(text: String, circle: String) {
        let error = failure(text)
        #expect(error?.code == .cycle)
        #expect(error?.message.hasSuffix(circle) == true, "\(error.map(\.description) ?? "")")
    }

    @Test func errorsOfEvaluationSayWhere() {
        #expect(failure("1+2/0")?.position == 3)
        #expect(failure("1+arange(3)[7]")?.position == 11)
        #expect(failure("sin('a')")?.position == 0)
        #expect(failure("Q(1,'m')+Q(1,'s')")?.position == 8)
        #expect(failure("Q(1,'m')+Q(1,'s')")?.code == .unit)
    }

    @Test func shortCircuits() throws {
        #expect(try evaluate("False and 1/0") == .bool(false))
        #expect(try evaluate("True or 1/0") == .bool(true))
        #expect(try evaluate("1 if True else 1/0") == .integer(1))
        #expect(try evaluate("2>3>1/0") == .bool(false))
        #expect(try evaluate("(1 if 0 else 2 if 1 else 3) + (4 if (5 if 0 else 0) else 6)") == .integer(8))
        #expect(try evaluate("None is None and 1 is not None") == .bool(true))
    }

    /// Quantities without a unit are plain numbers, wherever they come from.
    @Test func pureNumbersArePlain() throws {
        let three = ExpressionValue.quantity(Quantity(.integer(3)))
        #expect(try evaluate("arange(9)[{a}]*{a}", [three]) == .integer(9))
        #expect(try evaluate("{a}", [three]) == .integer(3))
        #expect(try evaluate("Q(6,'m')/Q(2,'m')") == .double(3))
    }

    @Test func units() throws {
        #expect(try evaluate("Q(1,'m').units == Q(2,'m').units") == .bool(true))
        #expect(try evaluate("str(Q(1.5,'m/s'))") == .string("1.5 m/s"))
        #expect(try evaluate("[Q(1,'m'),Q(2,'mm')]").description == "[1.0 0.002] m")
        #expect(try evaluate("Q(Q(1,'m'),'mm')").description == "1000.0 mm")
        let opaque = ExpressionValue.quantity(Quantity(.integer(2), Unit("smoot")))
        #expect(try evaluate("{a}*2+{a}", [opaque]).description == "6 smoot")
        #expect(failure("{a}.to('m')", [opaque])?.code == .unit)
        #expect(failure("sum(Q([1,2],'degC'))")?.code == .unit)
        #expect(try evaluate("average(Q([1,2],'degC'))").description == "1.5 degC")
    }
}
