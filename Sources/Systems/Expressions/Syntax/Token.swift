// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A word of an expression.
enum Token: Sendable, Hashable {
    case integer(Int64)
    case double(Double)
    case string(String)
    case name(String)
    /// The text inside braces.
    case reference(String)
    /// An operator or a bracket.
    case sign(Sign)
    case end

    enum Sign: String, Sendable, CaseIterable {
        case power = "**", floorDivide = "//", equal = "==", notEqual = "!=", lessOrEqual = "<=", greaterOrEqual = ">="
        case shiftLeft = "<<", shiftRight = ">>"
        case plus = "+", minus = "-", times = "*", divide = "/", remainder = "%", less = "<", greater = ">"
        case and = "&", or = "|", exclusiveOr = "^", complement = "~"
        case open = "(", close = ")", openBracket = "[", closeBracket = "]", comma = ",", colon = ":", dot = "."
        case semicolon = ";", assign = "="
    }

    /// For messages.
    var text: String {
        switch self {
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let text): "the text '\(text.prefix(20))'"
        case .name(let name): "'\(name.prefix(40))'"
        case .reference(let name): "{\(name.prefix(40))}"
        case .sign(let sign): "'\(sign.rawValue)'"
        case .end: "the end"
        }
    }
}

/// Words that are no names.
let keywords: Set<String> = ["and", "or", "not", "if", "else", "in", "is", "True", "False", "None", "lambda", "for"]
