// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

/// Compiles the words of an expression into a program: operator precedence as in Python, in one pass.
struct Parser {
    let limits: ExpressionLimits
    var program = Program()
    /// The names of the substitutions.
    var substitutions: [String: Int] = [:]
    /// Which substitutions the piece being compiled asks for.
    var dependencies: Set<Int> = []

    private let tokens: [Token]
    private let positions: [Int]
    private var index = 0
    private var depth = 0

    init(_ lexer: Lexer, limits: ExpressionLimits) {
        tokens = lexer.tokens
        positions = lexer.positions
        self.limits = limits
    }

    // MARK: Words

    var token: Token { tokens[index] }
    var position: Int { positions[index] }

    func token(ahead: Int) -> Token {
        index + ahead < tokens.count ? tokens[index + ahead] : .end
    }

    mutating func advance() {
        if index + 1 < tokens.count { index += 1 }
    }

    mutating func move(to index: Int) { self.index = Swift.min(index, tokens.count - 1) }

    var location: Int { index }

    mutating func take(_ sign: Token.Sign) -> Bool {
        guard token == .sign(sign) else { return false }
        advance()
        return true
    }

    mutating func expect(_ sign: Token.Sign, opened: Int? = nil) throws(ExpressionError) {
        guard take(sign) else {
            throw error("'\(sign.rawValue)'\(opened.map { " for the one at byte \($0)" } ?? "")")
        }
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard token == .name(word) else { return false }
        advance()
        return true
    }

    func error(_ expected: String, hint: String = "") -> ExpressionError {
        ExpressionError(
            code: .syntax, message: "\(expected) is expected, \(token.text) came\(hint)", position: position)
    }

    mutating func descend() throws(ExpressionError) {
        depth += 1
        guard depth <= limits.depth else {
            throw ExpressionError(
                code: .limit, message: "an expression may nest \(limits.depth) deep", position: position)
        }
    }

    mutating func ascend() { depth -= 1 }

    // MARK: Steps

    mutating func emit(_ instruction: Instruction, at position: Int? = nil) {
        program.steps.append(
            Program.Step(instruction: instruction, position: Int32(truncatingIfNeeded: position ?? self.position)))
    }

    mutating func emit(constant: ExpressionValue, at position: Int) {
        program.constants.append(constant)
        emit(.constant(program.constants.count - 1), at: position)
    }

    /// How far it is from the step after `step` to the end.
    func distance(from step: Int) -> Int { program.steps.count - step - 1 }

    // MARK: Expressions

    /// `x if c else y`, or what binds tighter.
    mutating func expression() throws(ExpressionError) {
        try descend()
        let start = program.steps.count
        try binary(.or)
        if case .name("if") = token {
            let position = self.position
            advance()
            let middle = program.steps.count
            try binary(.or)
            // The condition comes first: condition, jump over value, value, jump over alternative, alternative.
            let value = Array(program.steps[start..<middle])
            program.steps.removeSubrange(start..<middle)
            emit(.jumpIfFalse(value.count + 1), at: position)
            program.steps.append(contentsOf: value)
            let jump = program.steps.count
            emit(.jump(0), at: position)
            guard takeWord("else") else { throw error("'else'") }
            try expression()
            program.steps[jump].instruction = .jump(distance(from: jump))
        }
        ascend()
    }

    /// How tightly operators bind.
    enum Precedence: Int {
        case or, and, not, comparison, bitwiseOr, bitwiseExclusiveOr, bitwiseAnd, shift, sum, product

        var tighter: Precedence? { Precedence(rawValue: rawValue + 1) }
    }

    /// What binds at least as tightly as `minimum`.
    mutating func binary(_ minimum: Precedence) throws(ExpressionError) {
        if minimum.rawValue <= Precedence.not.rawValue, case .name("not") = token {
            let position = self.position
            advance()
            try descend()
            try binary(.not)
            ascend()
            emit(.not, at: position)
        } else {
            try unary()
        }
        while let (precedence, instruction) = try binaryOperator(), precedence.rawValue >= minimum.rawValue {
            let position = self.position
            switch precedence {
            case .or, .and:
                advance()
                let jump = program.steps.count
                emit(precedence == .or ? .jumpIfTrueKeeping(0) : .jumpIfFalseKeeping(0), at: position)
                try operand(tighterThan: precedence)
                let distance = distance(from: jump)
                program.steps[jump].instruction =
                    precedence == .or ? .jumpIfTrueKeeping(distance) : .jumpIfFalseKeeping(distance)
            case .comparison: try comparisons()
            default:
                advance()
                try operand(tighterThan: precedence)
                if let instruction { emit(instruction, at: position) }
            }
        }
    }

    private mutating func operand(tighterThan precedence: Precedence) throws(ExpressionError) {
        if let tighter = precedence.tighter { try binary(tighter) } else { try unary() }
    }

    /// The operator here, and its step if that is simple.
    private func binaryOperator() throws(ExpressionError) -> (Precedence, Instruction?)? {
        switch token {
        case .name("or"): return (.or, nil)
        case .name("and"): return (.and, nil)
        case .name("in"), .name("is"): return (.comparison, nil)
        case .name("not"):
            guard case .name("in") = token(ahead: 1) else { throw error("an operator") }
            return (.comparison, nil)
        case .sign(let sign):
            switch sign {
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return (.comparison, nil)
            case .or: return (.bitwiseOr, .bitwise(.or))
            case .exclusiveOr: return (.bitwiseExclusiveOr, .bitwise(.exclusiveOr))
            case .and: return (.bitwiseAnd, .bitwise(.and))
            case .shiftLeft: return (.shift, .bitwise(.shiftLeft))
            case .shiftRight: return (.shift, .bitwise(.shiftRight))
            case .plus: return (.sum, .arithmetic(.add))
            case .minus: return (.sum, .arithmetic(.subtract))
            case .times: return (.product, .arithmetic(.multiply))
            case .divide: return (.product, .arithmetic(.divide))
            case .floorDivide: return (.product, .arithmetic(.floorDivide))
            case .remainder: return (.product, .arithmetic(.remainder))
            default: return nil
            }
        default: return nil
        }
    }

    /// `< b <= c …` after the first operand, which is on the stack.
    private mutating func comparisons() throws(ExpressionError) {
        var jumps: [(step: Int, comparison: Comparison)] = []
        while let instruction = comparisonOperator() {
            let position = positions[index - 1]
            try binary(.bitwiseOr)
            guard isComparison else {
                emit(instruction, at: position)
                break
            }
            guard case .compare(let comparison) = instruction else {
                throw error("the end of the comparison", hint: "; 'in' and 'is' cannot be chained here")
            }
            jumps.append((program.steps.count, comparison))
            emit(.chain(comparison, 0), at: position)
        }
        for jump in jumps {
            program.steps[jump.step].instruction = .chain(jump.comparison, distance(from: jump.step))
        }
    }

    /// Whether another comparison follows.
    private var isComparison: Bool {
        switch token {
        case .sign(.equal), .sign(.notEqual), .sign(.less), .sign(.lessOrEqual), .sign(.greater),
            .sign(.greaterOrEqual),
            .name("in"), .name("is"):
            return true
        case .name("not"): return token(ahead: 1) == .name("in")
        default: return false
        }
    }

    /// Takes a comparison operator.
    private mutating func comparisonOperator() -> Instruction? {
        let instruction: Instruction
        switch token {
        case .sign(.equal): instruction = .compare(.equal)
        case .sign(.notEqual): instruction = .compare(.notEqual)
        case .sign(.less): instruction = .compare(.less)
        case .sign(.lessOrEqual): instruction = .compare(.lessOrEqual)
        case .sign(.greater): instruction = .compare(.greater)
        case .sign(.greaterOrEqual): instruction = .compare(.greaterOrEqual)
        case .name("in"): instruction = .contains(negated: false)
        case .name("not"):
            guard case .name("in") = token(ahead: 1) else { return nil }
            advance()
            instruction = .contains(negated: true)
        case .name("is"):
            if case .name("not") = token(ahead: 1) {
                advance()
                instruction = .identical(negated: true)
            } else {
                instruction = .identical(negated: false)
            }
        default: return nil
        }
        advance()
        return instruction
    }

    /// Signs, then a power.
    private mutating func unary() throws(ExpressionError) {
        let instruction: Instruction
        switch token {
        case .sign(.minus): instruction = .negate
        case .sign(.plus): instruction = .plus
        case .sign(.complement): instruction = .complement
        default:
            try postfix()
            let position = self.position
            guard take(.power) else { return }
            try descend()
            try unary()
            ascend()
            emit(.arithmetic(.power), at: position)
            return
        }
        let position = self.position
        advance()
        try descend()
        try unary()
        ascend()
        emit(instruction, at: position)
    }
}
