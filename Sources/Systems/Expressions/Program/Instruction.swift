// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

/// A step of a compiled expression, which works on a stack of values.
///
/// Jumps are relative to the next step, so that pieces can be moved.
enum Instruction: Sendable {
    /// Pushes a constant, a reference, a substitution.
    case constant(Int)
    case reference(Int)
    case substitution(Int)
    /// Keeps the value on top as that of a substitution and returns to where it was asked for.
    case keep(Int)
    /// Replace the values on top by the result.
    case negate, plus, complement, not
    case arithmetic(ArithmeticOperation)
    case bitwise(BitwiseOperation)
    case compare(Comparison)
    case contains(negated: Bool)
    case identical(negated: Bool)
    /// Compares; where it holds the right value stays for the next comparison, else the answer and a jump.
    case chain(Comparison, Int)
    case jump(Int)
    /// Takes the value and jumps where it is false.
    case jumpIfFalse(Int)
    /// Jump and keep the value, or take it and go on.
    case jumpIfFalseKeeping(Int)
    case jumpIfTrueKeeping(Int)
    /// Makes an array of the values on top.
    case list(Int)
    /// Calls a function with one value, or with arguments as the plan says.
    case call(Function)
    case callPlanned(Int)
    case attribute(Attribute)
    case convert
    case subscriptPlanned(Int)
}

/// `&`, `|`, `^`, `<<`, `>>`.
enum BitwiseOperation: String, Sendable {
    case and = "&", or = "|", exclusiveOr = "^", shiftLeft = "<<", shiftRight = ">>"
}

/// The closed list of attributes.
enum Attribute: String, Sendable, CaseIterable {
    case units, magnitude, m, shape, real
}

/// The arguments of a call: which parameter each value on the stack is for.
struct CallPlan: Sendable {
    var function: Function
    /// The parameter of each argument in the order of the text.
    var parameters: [Int]
}

/// The items of a subscript: which values on the stack belong to which.
struct SubscriptPlan: Sendable {
    enum Item: Sendable {
        case index
        case slice(start: Bool, stop: Bool, step: Bool)
    }

    var items: [Item]

    var operands: Int {
        items.reduce(0) { count, item in
            switch item {
            case .index: count + 1
            case .slice(let start, let stop, let step): count + (start ? 1 : 0) + (stop ? 1 : 0) + (step ? 1 : 0)
            }
        }
    }
}
