// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

/// One evaluation of a program: a stack of values, the values of substitutions, what is left of the budget.
struct Evaluator {
    let program: Program
    let references: [ExpressionValue]
    let limits: ExpressionLimits
    var generator: any RandomNumberGenerator
    var work: Int
    var stack: [ExpressionValue] = []
    private var kept: [ExpressionValue?] = []
    private var returns: [Int] = []

    init(
        _ program: Program, _ references: [ExpressionValue], _ limits: ExpressionLimits,
        _ generator: any RandomNumberGenerator
    ) {
        self.program = program
        self.references = references
        self.limits = limits
        self.generator = generator
        work = limits.work
        stack.reserveCapacity(8)
        if !program.substitutions.isEmpty {
            kept = [ExpressionValue?](repeating: nil, count: program.substitutions.count)
        }
    }

    /// Runs the program to its end.
    mutating func run() throws(ExpressionError) -> ExpressionValue {
        var counter = program.entry
        while counter < program.steps.count {
            let step = program.steps[counter]
            do {
                try charge(1)
                try execute(step.instruction, &counter)
            } catch {
                guard error.position == nil else { throw error }
                throw ExpressionError(code: error.code, message: error.message, position: Int(step.position))
            }
            counter += 1
        }
        return stack.popLast() ?? .none
    }

    /// Takes from the budget before the work is done.
    @inline(__always)
    mutating func charge(_ amount: Int) throws(ExpressionError) {
        work -= amount
        if work < 0 {
            throw ExpressionError(
                code: .limit, message: "the evaluation takes more than \(limits.work) steps, which is the limit")
        }
    }

    /// Takes the making of an array from the budget; refuses it if it is too large.
    mutating func charge(elements count: Int?) throws(ExpressionError) {
        guard let count, count <= limits.elements else {
            throw ExpressionError(
                code: .limit,
                message: "a value of at most \(limits.elements) elements is expected"
                    + (count.map { ", this one would have \($0)" } ?? ", this one would be larger than any memory"))
        }
        try charge(count)
    }

    /// Takes the making of an array from the budget; an extent of zero does not hide the others.
    mutating func charge(shape: [Int]) throws(ExpressionError) {
        try charge(elements: elementCount(shape.map { $0 == 0 ? 1 : $0 }))
    }

    mutating func pop() -> ExpressionValue { stack.popLast() ?? .none }

    /// Takes the last `count` values, first to last.
    mutating func pop(_ count: Int) -> [ExpressionValue] {
        let values = Array(stack.suffix(count))
        stack.removeLast(Swift.min(count, stack.count))
        return values
    }

    private mutating func execute(_ instruction: Instruction, _ counter: inout Int) throws(ExpressionError) {
        switch instruction {
        case .constant(let index): stack.append(program.constants[index])
        case .reference(let index):
            if case .quantity(let quantity) = references[index] {
                stack.append(.plain(quantity))
            } else {
                stack.append(references[index])
            }
        case .substitution(let index):
            if let value = kept[index] {
                stack.append(value)
            } else {
                returns.append(counter)
                counter = program.substitutions[index] - 1
            }
        case .keep(let index):
            kept[index] = stack.last
            counter = returns.popLast() ?? counter
        case .arithmetic(let operation): try arithmetic(operation)
        case .compare(let comparison):
            let right = pop()
            stack.append(try compared(comparison, pop(), right))
        case .negate: stack.append(try negated(pop()))
        case .plus: stack.append(try identity(pop()))
        case .complement: stack.append(try complement(pop()))
        case .not: stack.append(.bool(!(try truth(pop()))))
        case .bitwise(let operation):
            let right = pop()
            stack.append(try bitwise(operation, pop(), right))
        case .contains(let negated):
            let right = pop()
            stack.append(.bool(try contains(pop(), in: right) != negated))
        case .identical(let negated):
            let right = pop()
            stack.append(.bool(try identical(pop(), right) != negated))
        case .chain(let comparison, let distance):
            let right = pop()
            let answer = try compared(comparison, pop(), right)
            if try truth(answer) {
                stack.append(right)
            } else {
                stack.append(answer)
                counter += distance
            }
        case .jump(let distance): counter += distance
        case .jumpIfFalse(let distance): if !(try truth(pop())) { counter += distance }
        case .jumpIfFalseKeeping(let distance):
            if try truth(stack.last ?? .none) { _ = pop() } else { counter += distance }
        case .jumpIfTrueKeeping(let distance):
            if try truth(stack.last ?? .none) { counter += distance } else { _ = pop() }
        case .list(let count):
            let values = pop(count)
            stack.append(try list(values))
        case .call(let function):
            let value = pop()
            stack.append(try call(function, value))
        case .callPlanned(let index):
            let plan = program.calls[index]
            let values = pop(plan.parameters.count)
            stack.append(try call(plan, values))
        case .attribute(let attribute): stack.append(try self.attribute(attribute, of: pop()))
        case .convert:
            let target = pop()
            stack.append(try converted(pop(), to: target))
        case .subscriptPlanned(let index):
            let plan = program.subscripts[index]
            let operands = pop(plan.operands)
            stack.append(try subscripted(pop(), plan, operands))
        }
    }
}

extension ExpressionError {
    /// The error of a unit or an array as one of an expression.
    init(_ error: QuantityError) {
        let code: Code =
            switch error.code {
            case .divisionByZero: .divisionByZero
            case .shape: .shape
            case .range: .value
            default: .unit
            }
        self.init(code: code, message: error.message)
    }

    static func type(_ message: String) -> ExpressionError { ExpressionError(code: .type, message: message) }
    static func value(_ message: String) -> ExpressionError { ExpressionError(code: .value, message: message) }
}

/// Runs what may fail for reasons of units or shapes.
@inline(__always)
func quantities<Result>(_ body: () throws(QuantityError) -> Result) throws(ExpressionError) -> Result {
    do throws(QuantityError) { return try body() } catch { throw ExpressionError(error) }
}
