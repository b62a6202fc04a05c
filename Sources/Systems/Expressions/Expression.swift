// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

/// An expression over numbers, arrays, texts and quantities, compiled once and evaluated many times.
///
/// It is written in the part of Python that evaluation attributes use: arithmetic, comparisons, `and or not`,
/// `x if c else y`, lists, subscripts and slices, the functions of numpy's mathematics, `Q(3, 'mm')`, and the attributes
/// `.units .magnitude .m .shape .real .to('m')`. `{name}` stands for a value that comes with each evaluation; what the
/// name means is not known here. `x=1;y={a};x*y` binds names before the expression.
///
/// There is no way from an expression to a file, a process or the program itself. Every name is known before anything is
/// evaluated, nothing recurses, and ``ExpressionLimits`` bound length, depth, memory and time.
///
/// Scalars follow Python, arrays numpy, quantities pint, with these differences: lists and tuples are arrays (`[1]*2` is
/// `[2]`), integers beyond 64 bits become floating point, complex results are errors.
public struct Expression: Sendable {
    /// A name and the expression that it stands for.
    public struct Substitution: Sendable, Hashable {
        /// An identifier.
        public var name: String
        /// The expression.
        public var value: String

        /// Creates a substitution.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The text.
    public let text: String
    /// What stands in braces, each once, in the order of the text.
    public var references: [String] { program.references }
    /// Whether it draws random numbers, so that two evaluations differ.
    public var usesRandom: Bool { program.usesRandom }
    /// The limits it obeys.
    public let limits: ExpressionLimits

    let program: Program

    /// Compiles an expression, with `key=value;` before it if any.
    ///
    /// - Parameters:
    ///   - text: the expression.
    ///   - substitutions: more names that the expression and its own substitutions may use; each is an expression of its
    ///     own, evaluated once at most and only if it is needed. A name here takes precedence over a function.
    ///   - limits: how large it and its values may become.
    /// - Throws: ``ExpressionError`` with the position, what was expected and what came; for an unknown name with the
    ///   nearest one, for a circle of substitutions with the circle.
    public init(
        _ text: String, substitutions: [Substitution] = [], limits: ExpressionLimits = ExpressionLimits()
    ) throws(ExpressionError) {
        self.text = text
        self.limits = limits
        var parser = Parser(try Lexer(text, limits: limits), limits: limits)
        for substitution in substitutions {
            guard Self.isIdentifier(substitution.name) else {
                throw ExpressionError(
                    code: .syntax, message: "an identifier is expected as key, '\(substitution.name.prefix(40))' came")
            }
            try parser.declare(substitution.name, at: nil)
        }
        let keys = try parser.keys()
        var dependencies: [Set<Int>] = []
        for (index, substitution) in substitutions.enumerated() {
            do {
                // Each text has its own words, all share one program.
                var own = Parser(try Lexer(substitution.value, limits: limits), limits: limits)
                swap(&own.program, &parser.program)
                own.substitutions = parser.substitutions
                dependencies.append(try own.substitution(index, terminator: .end))
                swap(&own.program, &parser.program)
            } catch {
                throw ExpressionError(
                    code: error.code, message: "in the substitution '\(substitution.name)': \(error.message)",
                    position: error.position)
            }
        }
        for (offset, key) in keys.enumerated() {
            parser.move(to: key.start)
            dependencies.append(
                try parser.substitution(substitutions.count + offset, terminator: .sign(.semicolon)))
        }
        try Parser.refuseCycles(dependencies, names: substitutions.map(\.name) + keys.map(\.name))
        parser.program.entry = parser.program.steps.count
        try parser.expression()
        guard parser.token == .end else { throw parser.error("an operator or the end") }
        parser.program.referenceIndices = [:]
        program = parser.program
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
    }
}

extension Expression {
    /// Evaluates the expression.
    ///
    /// - Parameters:
    ///   - references: a value for each of ``references``, in their order.
    /// - Throws: ``ExpressionError`` with the position of the operation that failed.
    public func evaluate(references: [ExpressionValue] = []) throws(ExpressionError) -> ExpressionValue {
        var generator = SplitMix64(state: program.usesRandom ? .random(in: 0 ... .max) : 0)
        return try evaluate(references: references, using: &generator)
    }

    /// Evaluates the expression with random numbers from a generator.
    ///
    /// - Parameters:
    ///   - references: a value for each of ``references``, in their order.
    ///   - generator: what `rand`, `randn`, `randint` and `random` draw from.
    /// - Throws: ``ExpressionError`` with the position of the operation that failed.
    public func evaluate<Generator: RandomNumberGenerator>(
        references: [ExpressionValue] = [], using generator: inout Generator
    ) throws(ExpressionError) -> ExpressionValue {
        guard references.count == program.references.count else {
            throw ExpressionError(
                code: .references,
                message: "\(program.references.count) references are expected, \(references.count) values came")
        }
        for (index, value) in references.enumerated() {
            let shape = value.shape
            if shape.isEmpty { continue }
            guard shape.count <= 3, elementCount(shape.map { $0 == 0 ? 1 : $0 }).map({ $0 <= limits.elements }) == true
            else {
                throw ExpressionError(
                    code: .limit,
                    message: "an array of rank three and \(limits.elements) elements at most is expected for "
                        + "{\(program.references[index].prefix(80))}, shape \(shape) came")
            }
        }
        var evaluator = Evaluator(program, references, limits, generator)
        defer { if let used = evaluator.generator as? Generator { generator = used } }
        return try evaluator.run()
    }
}
