// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import Quantities
import Testing

/// What Taurus 5.4 answers to `eval:` names, line by line, and where we answer otherwise.
@Suite struct TaurusTests {
    /// Expression, our answer as text with its type (an error as its code), and why it is not Taurus' where it is not.
    static let lines: [(expression: String, answer: String, deviation: String?)] = [
        ("1", "integer 1", nil),
        ("1.5", "float 1.5", nil),
        ("True", "boolean True", nil),
        ("'abc'", "string abc", nil),
        ("[1,2,3]", "integer [1 2 3]", nil),
        ("[[1,2],[3,4]]", "integer [[1 2] [3 4]]", nil),
        ("['a','b']", "string ['a' 'b']", nil),
        ("Q(3,'mm')", "integer 3 mm", nil),
        ("1/0", "division by zero", nil),
        ("nosuch", "unknown name", "Taurus says None with a valid quality, as if all were well"),
        ("None", "none None", nil),
        ("b'x'", "unknown name", "no answer there either, but again with a valid quality"),
        ("array([1,2])", "integer [1 2]", nil),
        ("array([[1.,2.]])", "float [[1.0 2.0]]", nil),
        ("zeros((2,2,2))", "float [[[0.0 0.0] [0.0 0.0]] [[0.0 0.0] [0.0 0.0]]]", "Taurus has no third dimension"),
        ("@os.*/getpid()", "syntax", "Taurus runs it"),
        ("@os.*/system('true')", "syntax", "Taurus runs it"),
        ("().__class__.__bases__[0].__subclasses__().__len__()", "unknown name", "Taurus runs it"),
        ("1e400", "float inf", nil),
        ("2**200", "float 1.6069380442589903e+60", "integers have 64 bits; beyond them they are floating point"),
        ("10**10", "integer 10000000000", nil),
        ("float('nan')", "float nan", nil),
        ("arange(5)[1:3]", "integer [1 2]", nil),
        ("Q(arange(5),'mm')", "integer [0 1 2 3 4] mm", nil),
        ("Q(arange(5),'mm')#", "syntax", "the fragment is not part of the expression"),
        ("[1,2]*2", "integer [2 4]", "a list is an array; Python repeats it, which nobody means"),
        ("x=1+1;x*2", "integer 4", "Taurus replaces text, which gives 1+1*2"),
        ("}{", "syntax", "Taurus never ends"),
        ("}}{{", "syntax", "Taurus never ends"),
    ]

    private func described(_ outcome: Result<ExpressionValue, any Error>) -> String {
        switch outcome {
        case .success(let value): "\(value.elementType) \(value)"
        case .failure(let error): (error as? ExpressionError)?.code.description ?? "\(error)"
        }
    }

    @Test func everyLine() {
        for line in Self.lines {
            #expect(described(Result { try evaluate(line.expression) }) == line.answer, "\(line.expression)")
        }
    }

    @Test func randomQuantity() throws {
        let value = try evaluate("Q(rand(3),'mm')")
        #expect(value.shape == [3] && value.elementType == .float)
        #expect(value.quantity?.unit == Unit("mm"))
    }

    @Test func references() throws {
        let four = try Expression("x=3;y={eval:4};x*y")
        #expect(four.references == ["eval:4"])
        #expect(try four.evaluate(references: [.integer(4)]) == .integer(12))
        let sum = try Expression("{eval:Q(1,'m')}+Q(1,'mm')")
        let metre = ExpressionValue.quantity(Quantity(.integer(1), try Unit(parsing: "m")))
        #expect(try sum.evaluate(references: [metre]).description == "1.001 m")
        let mixed = try Expression("{eval:1}+{eval:Q(1,'m')}")
        #expect(throws: ExpressionError.self) { try mixed.evaluate(references: [.integer(1), metre]) }
    }

    /// The selections that Taurus makes with fragments.
    @Test(arguments: [
        ("{x}", "[0 1 2 3 4] mm"), ("{x}[1:3]", "[1 2] mm"), ("{x}.units", "mm"), ("{x}.magnitude[-1]", "4"),
        ("{x}[::2]", "[0 2 4] mm"), ("{x}[1:3].m", "[1 2]"), ("{x}.to('m')", "[0.0 0.001 0.002 0.003 0.004] m"),
        ("{x}.shape[0]", "5"), ("{x}.real[0]", "0 mm"),
    ])
    func selections(expression: String, answer: String) throws {
        let value = try evaluate("Q(arange(5),'mm')")
        #expect(try evaluate(expression, [value]).description == answer)
    }
}
