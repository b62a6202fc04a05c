// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import Quantities
import Testing

/// Nothing may trap, hang, or take memory that the limits do not allow.
@Suite struct HostileTests {
    static func nested(_ open: String, _ inner: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }

    /// In a list and not as arguments of the test, which would all be printed.
    static let refused = [
        nested("(", "1", ")", 65), nested("(", "1", ")", 30_000), nested("[", "1", "]", 30_000),
        nested("-", "1", "", 60_000),
        nested("not ", "1", "", 15_000), nested("sin(", "1", ")", 10_000), nested("2**", "2", "", 20_000),
        nested("1 if 1 else ", "1", "", 5_000), nested("{", "a", "}", 1_000), nested("abs(", "1", "", 10_000),
        nested("a=", "1", ";1", 10_000), String(repeating: "1+", count: 32_769),
        "arange(10**18)", "arange(1e300)", "arange(0,1,1e-300)", "arange(-9223372036854775808,9223372036854775807)",
        "zeros(10**8)", "zeros((10**9,10**9))", "zeros((4294967296,4294967296))", "zeros((10**18,0))",
        "ones((10**7,10**7,0))",
        "zeros(-1)", "zeros((1,2,3,4))", "linspace(0,1,10**12)", "linspace(0,1,-1)", "logspace(0,1,2**62)",
        "range(2**62)",
        "rand(10**9)", "randn(10**5,10**5)", "randint(0,1,10**10)", "random(10**18)", "'a'*10**18", "'ab'*2**62",
        "'a'*9**9**9",
        "9**9**9", "9**9**9**9", "10**400*1.0**1", "2.0**1e308", "0**-1", "0.0**-1",
        "zeros((10**4,1))+zeros((1,10**4))",
        "dot(zeros((3000,3000)),zeros((3000,3000)))",
        "zeros(10**7)+zeros(10**7)+zeros(10**7)+zeros(10**7)+zeros(10**7)",
        "list(range(10**9))", "[zeros(10**7),zeros(10**7)]", "array([[1],[2,3]])", "[[[[1]]]]", "[1,'a']", "[None]",
        "[[],1]",
        "int(1e300)", "int(nan)", "int(-inf)", "int('9223372036854775808')", "arange(5)[9223372036854775807]",
        "arange(5)[1e300]",
        "arange(5)[nan]", "1<<-1", "1>>-1", "1.5<<1", "str(zeros(2000))", "len(1)", "min([])", "max(zeros(0))",
        "average([])",
        "average([1,2],weights=[0,0])", "sum([[1]],2)", "sum([[1]],-3)", "sum(1,0)", "dot([1,2],[1,2,3])",
        "array([1])[zeros(3)]",
        "array([1])[array([5])]", "zeros((0,3))[0]", "randint(5,5)", "randint(5,1)", "1%0", "-9223372036854775808//0",
        "{x",
        "().__class__", "().__class__.__bases__[0].__subclasses__()", "@os.*/getpid()", "@os.*/system('true')",
        "__import__('os')",
        "open('/etc/passwd')", "eval('1')", "exec('1')", "globals()", "''.join(['a'])", "'{}'.format(1)",
        "[x for x in (1,2)]",
        "lambda: 1", "}{", "}}{{", "{}{}", "{{{", "{a}}", "{'", "\u{0}", "1\u{0}", "\u{202E}1", "\u{FF11}", "Q('')",
        "Q('m m m m m',3)",
        "Q(1,'m')**1000", "Q(1,'m')**0.001", "Q(1,'m**99')*Q(1,'m**99')", "Q(1,'m')**nan", "Q(1,'m')**array([1,2])",
        "Q('a',1)",
        "Q(1,Q(1,'m'))", "Q(1,'m').to(3)", "Q(1,'\u{0}')", "[1,2] and 1", "1 if [1,2] else 2", "arange(3)<'a'", "'a'<1",
        "None<1",
    ]

    @Test func everythingIsRefused() {
        for text in Self.refused {
            let clock = ContinuousClock()
            let duration = clock.measure {
                #expect(failure(text) != nil, "\(text.prefix(80))")
            }
            #expect(duration < .seconds(30), "\(text.prefix(80))")
        }
    }

    /// Cheap-looking operations on large values, very often: the budget ends them.
    @Test(arguments: [
        ("s='a'*10**5", "s[0]+"), ("s='a'*9*10**4;t='a'*9*10**4", "s==t and "), ("s='a'*10**5", "len(s)+"),
        ("s='a'*10**5", "('b' in s) or "), ("s='a'*10**4", "len([s,s,s,s])+"),
        ("b=zeros(10**5,dtype=bool)", "len(+b)+"), ("b=zeros(10**5,dtype=bool)", "sum(b)+"),
        ("b=zeros(10**5)", "(b is b) and "), ("b=['a'*1000]", "len(b[zeros(10**5,dtype=int)])+"),
        ("b=['a'*10**4]", "len(str(b))+"), ("b=zeros(10**5,dtype=bool)", "len(Q(b,'m'))+"),
        ("b=zeros(10**5)", "len(b[::-1])+"),
    ])
    func often(substitutions: String, operation: String) {
        var limits = ExpressionLimits()
        limits.elements = 100_000
        limits.work = 1_000_000
        let text = "\(substitutions);\(String(repeating: operation, count: 4_000))1"
        let clock = ContinuousClock()
        let duration = clock.measure {
            let error = #expect(throws: ExpressionError.self) { try Expression(text, limits: limits).evaluate() }
            #expect(error?.code == .limit, "\(error.map(\.description) ?? "")")
        }
        #expect(duration < .seconds(5))
    }

    /// What is large but allowed.
    @Test func allowed() throws {
        #expect(try evaluate(String(repeating: "1+", count: 32_000) + "1") == .integer(32_001))
        #expect(
            try evaluate(String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60)) == .integer(1))
        #expect(try evaluate("sum(ones(10**6))") == .double(1_000_000))
        #expect(try evaluate("1<<62") == .integer(1 << 62))
        #expect(try evaluate("1<<64") == .double(0x1p64))
        #expect(try evaluate("-1>>1000") == .integer(-1))
        #expect(try evaluate("''*10**18") == .string(""))
        #expect(try evaluate("zeros(0).shape[0]") == .integer(0))
        #expect(try evaluate("arange(5)[::9223372036854775807]") == .integers(ShapedArray([0])))
        #expect(try evaluate("arange(5)[::-9223372036854775807]") == .integers(ShapedArray([4])))
        #expect(try evaluate("arange(5)[-9223372036854775807:9223372036854775807]").shape == [5])
        #expect(try evaluate("-9223372036854775807-2") == .double(-0x1p63))
        #expect(try evaluate("(-9223372036854775807-1)//-1") == .double(0x1p63))
        #expect(try evaluate("(-9223372036854775807-1)%-1") == .integer(0))
        #expect(try evaluate("abs(-9223372036854775807-1)") == .double(0x1p63))
        #expect(try evaluate("fmod(array([-9223372036854775807-1]),-1)").shape == [1])
        #expect(try evaluate("arange(9223372036854775800,9223372036854775807,3)").shape == [3])
        #expect(try evaluate("ldexp(1,10**18)") == .double(.infinity))
        #expect(try evaluate("zeros((0,3))+zeros((1,3))").shape == [0, 3])
        #expect(try evaluate("sum(zeros((0,3)),0)") == .doubles(ShapedArray([0, 0, 0])))
    }

    @Test func limitsCanBeSet() throws {
        var limits = ExpressionLimits()
        limits.elements = 10
        limits.work = 100
        #expect(throws: ExpressionError.self) { try Expression("zeros(11)", limits: limits).evaluate() }
        #expect(throws: Never.self) { try Expression("zeros(10)", limits: limits).evaluate() }
        #expect(throws: ExpressionError.self) {
            try Expression(String(repeating: "1+", count: 60) + "1", limits: limits).evaluate()
        }
        limits.length = 5
        #expect(throws: ExpressionError.self) { try Expression("111111", limits: limits) }
        let wide = ExpressionValue.doubles(ShapedArray([Double](repeating: 0, count: 11)))
        #expect(throws: ExpressionError.self) { try Expression("{a}", limits: limits).evaluate(references: [wide]) }
    }

    @Test func randomTokens() {
        var generator = SeededGenerator(state: 42)
        let words = [
            "1", "2.5", "'a'", "x", "{a}", "{b}", "+", "-", "*", "/", "//", "%", "**", "<", "==", "(", ")", "[", "]",
            ",", ":", ".",
            "if", "else", "and", "or", "not", "in", "is", "sin(", "arange(", "zeros(", "Q(", "'mm'", "'degC'",
            ".to('m')", ".m",
            ".units", "[::2]", "[-1]", "array([1,2,3])", "True", "None", "9223372036854775807", "e", "nan", "&", "|",
            "~", "<<",
            "rand(", "dot(", "sum(", "min(", "linspace(0,1,5)", "axis=", "=", ";", "x=", "y=2;", "1e308", "frexp(",
            "str(", "int(",
            "list(", "range(", "((1,2),(3,4))", "[:,0]", "0", "-1", "average(", "fmod(", "ldexp(",
        ]
        var limits = ExpressionLimits()
        limits.elements = 1000
        limits.work = 20_000
        let references: [ExpressionValue] = [
            .doubles(ShapedArray([1, .nan, -2])), .quantity(Quantity(.integer(.max), Unit("mm"))), .none, .bool(true),
        ]
        var valid = 0
        for _ in 0..<10_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1..<14, using: &generator) {
                text += words.randomElement(using: &generator) ?? ""
            }
            guard let expression = try? Expression(text, limits: limits) else { continue }
            valid += 1
            let values = expression.references.indices.map { _ in references.randomElement(using: &generator) ?? .none }
            if let value = try? expression.evaluate(references: values, using: &generator) { _ = value.description }
        }
        #expect(valid > 100)
    }

    /// Random trees of what is grammatical, so that most are evaluated.
    @Test func randomExpressions() throws {
        var generator = SeededGenerator(state: 2026)
        var limits = ExpressionLimits()
        limits.elements = 1000
        limits.work = 20_000
        let leaves = [
            "0", "1", "-1", "3", "2.5", "9223372036854775807", "-9223372036854775808", "1e308", "nan", "inf", "'ab'",
            "True", "None",
            "[1,2,3]", "[[1,2],[3,4]]", "[]", "arange(4)", "zeros((2,3))", "Q(2,'m')", "Q([1,2,3],'mm')",
            "Q(20,'degC')", "{a}",
            "['a','b']", "[True,False,True]", "Q(3,'%')", "Q(90,'deg')",
        ]
        let binary = [
            "+", "-", "*", "/", "//", "%", "**", "<", "==", ">=", "!=", " and ", " or ", "&", "|", "^", "<<", ">>",
            " in ",
        ]
        let calls = [
            "abs", "sin", "sqrt", "exp", "log", "floor", "ceil", "sum", "min", "max", "average", "len", "shape",
            "frexp", "modf",
            "int", "float", "str", "bool", "list", "array", "arctan", "degrees", "zeros", "arange", "range", "rand",
            "fabs",
        ]
        let pairs = [
            "dot", "hypot", "fmod", "arctan2", "ldexp", "pow", "linspace", "sum", "Q", "min", "arange", "randint",
            "zeros",
        ]
        let suffixes = [
            "[0]", "[-1]", "[::-1]", "[1:]", "[:,0]", "[0,1]", ".m", ".units", ".to('mm')", ".shape", "[[0,1]]",
        ]
        func tree(_ depth: Int) -> String {
            guard depth > 0 else { return leaves.randomElement(using: &generator) ?? "1" }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...3: return "(\(tree(depth - 1))\(binary.randomElement(using: &generator) ?? "+")\(tree(depth - 1)))"
            case 4: return "\(calls.randomElement(using: &generator) ?? "abs")(\(tree(depth - 1)))"
            case 5: return "\(pairs.randomElement(using: &generator) ?? "dot")(\(tree(depth - 1)),\(tree(depth - 1)))"
            case 6: return "(\(tree(depth - 1)))\(suffixes.randomElement(using: &generator) ?? "")"
            case 7: return "(\(tree(depth - 1)) if \(tree(depth - 1)) else \(tree(depth - 1)))"
            case 8: return "-\(tree(depth - 1))"
            default: return "[\(tree(depth - 1)),\(tree(depth - 1))]"
            }
        }
        var answered = 0
        for _ in 0..<10_000 {
            let expression = try Expression(tree(Int.random(in: 1...4, using: &generator)), limits: limits)
            let values = expression.references.map { _ in ExpressionValue.integer(.min) }
            if let value = try? expression.evaluate(references: values, using: &generator) {
                answered += 1
                _ = value.description
            }
        }
        #expect(answered > 1_500)
    }

    @Test func randomBytes() {
        var generator = SeededGenerator(state: 99)
        for _ in 0..<10_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 32...126, using: &generator) : UInt8.random(in: 0...255, using: &generator)
            }
            _ = failure(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func randomNumbersComeFromTheGenerator() throws {
        var first = SeededGenerator(state: 5)
        var second = SeededGenerator(state: 5)
        let expression = try Expression("[rand(),randn(),random(),randint(3,9)*1.0]")
        #expect(expression.usesRandom)
        let value = try expression.evaluate(using: &first)
        #expect(try expression.evaluate(using: &second) == value)
        #expect(first.state == second.state && first.state != 5)
        #expect(try expression.evaluate(using: &first) != value)
        let integers = try Expression("randint(-9223372036854775807,9223372036854775807,size=(2,500))").evaluate(
            using: &first)
        #expect(integers.shape == [2, 500])
        let uniform = try Expression("rand(1000)").evaluate(using: &first).magnitude?.elements ?? []
        #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(abs(uniform.reduce(0, +) / 1000 - 0.5) < 0.05)
        #expect(try !Expression("1").usesRandom)
    }
}
