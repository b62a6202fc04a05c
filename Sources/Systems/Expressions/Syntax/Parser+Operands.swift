// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

extension Parser {
    /// A value with the attributes, subscripts and calls after it.
    mutating func postfix() throws(ExpressionError) {
        try primary()
        while true {
            let position = self.position
            switch token {
            case .sign(.dot):
                advance()
                try attribute()
            case .sign(.openBracket):
                advance()
                try descend()
                try subscripts(opened: position)
                ascend()
            case .sign(.open):
                throw ExpressionError(
                    code: .syntax, message: "only the known functions can be called", position: position)
            case .string, .integer, .double, .reference: throw error("an operator")
            default: return
            }
        }
    }

    private mutating func primary() throws(ExpressionError) {
        let position = self.position
        switch token {
        case .integer(let value):
            advance()
            emit(constant: .integer(value), at: position)
        case .double(let value):
            advance()
            emit(constant: .double(value), at: position)
        case .string(let text):
            advance()
            emit(constant: .string(text), at: position)
        case .reference(let name):
            advance()
            emit(.reference(reference(name)), at: position)
        case .sign(.open):
            advance()
            try list(closing: .close, opened: position)
        case .sign(.openBracket):
            advance()
            try list(closing: .closeBracket, opened: position)
        case .name(let name): try self.name(name)
        default: throw error("a value")
        }
    }

    /// The index of a reference; the same name has the same one.
    private mutating func reference(_ name: String) -> Int {
        if let index = program.referenceIndices[name] { return index }
        program.references.append(name)
        program.referenceIndices[name] = program.references.count - 1
        return program.references.count - 1
    }

    /// A parenthesis, a tuple or a list.
    private mutating func list(closing: Token.Sign, opened: Int) throws(ExpressionError) {
        var count = 0
        var hasComma = false
        while token != .sign(closing) {
            try expression()
            count += 1
            guard take(.comma) else { break }
            hasComma = true
        }
        try expect(closing, opened: opened)
        if closing == .close && !hasComma && count == 1 { return }
        emit(.list(count), at: opened)
    }

    // MARK: Names

    private mutating func name(_ name: String) throws(ExpressionError) {
        let position = self.position
        if let index = substitutions[name] {
            advance()
            guard token != .sign(.open) else {
                throw ExpressionError(
                    code: .type, message: "'\(name)' is a substitution here and cannot be called", position: position)
            }
            dependencies.insert(index)
            emit(.substitution(index), at: position)
        } else if let function = Function.named[name] {
            advance()
            guard token == .sign(.open) else {
                throw ExpressionError(
                    code: .type, message: "'\(name)' is a function: '(' is expected, \(token.text) came",
                    position: self.position)
            }
            try call(function, at: position)
        } else if let constant = Function.constants[name] {
            advance()
            emit(constant: constant, at: position)
        } else if keywords.contains(name) {
            throw error("a value")
        } else {
            throw unknown(name)
        }
    }

    private func unknown(_ name: String) -> ExpressionError {
        var best: (name: String, distance: Int)?
        if name.utf8.count <= 32 {
            let sought = Array(name.lowercased().utf8)
            let known = substitutions.count > 200 ? [] : Array(substitutions.keys)
            for candidate in known + Function.named.keys + Function.constants.keys where candidate.utf8.count <= 40 {
                let distance = editDistance(sought, Array(candidate.lowercased().utf8))
                let closer = best.map { (distance, candidate) < ($0.distance, $0.name) } ?? true
                if distance <= Swift.max(1, sought.count / 3) && closer { best = (candidate, distance) }
            }
        }
        let hint = best.map { "; did you mean '\($0.name)'?" } ?? "; functions are those of numpy's mathematics"
        return ExpressionError(
            code: .unknownName, message: "'\(name.prefix(40))' is not a known name\(hint)", position: position)
    }

    // MARK: Calls

    private mutating func call(_ function: Function, at position: Int) throws(ExpressionError) {
        let opened = self.position
        advance()
        let signature = function.signature
        // A parameter given by its name is kept as -1 - its index.
        var parameters: [Int] = []
        var used: Set<Int> = []
        while token != .sign(.close) {
            let start = self.position
            var parameter = parameters.count
            var isNamed = false
            if case .name(let keyword) = token, token(ahead: 1) == .sign(.assign) {
                guard let known = signature.parameters.firstIndex(of: keyword) else {
                    throw ExpressionError(
                        code: .unknownName,
                        message: "\(function.rawValue) has no argument '\(keyword.prefix(40))'"
                            + (signature.parameters.isEmpty
                                ? "" : "; it has \(signature.parameters.joined(separator: ", "))"),
                        position: start)
                }
                parameter = known
                isNamed = true
                advance()
                advance()
            } else if let last = parameters.last, last < 0 {
                throw ExpressionError(
                    code: .syntax, message: "a value without a name comes before those with one", position: start)
            }
            guard signature.variadic || parameter < signature.parameters.count else {
                throw ExpressionError(
                    code: .syntax,
                    message: "\(function.rawValue) takes \(signature.parameters.count) values at most", position: start)
            }
            guard used.insert(parameter).inserted else {
                throw ExpressionError(
                    code: .syntax, message: "'\(signature.parameters[parameter])' is given twice", position: start)
            }
            if case .name(let type) = token, Function.types.contains(type), token(ahead: 1) != .sign(.open),
                !signature.variadic, signature.parameters[parameter] == "dtype", substitutions[type] == nil
            {
                emit(constant: .string(type), at: start)
                advance()
            } else {
                try argument(of: function, parameter)
            }
            parameters.append(isNamed ? -parameter - 1 : parameter)
            guard take(.comma) else { break }
        }
        try expect(.close, opened: opened)
        let resolved = parameters.map { $0 < 0 ? -$0 - 1 : $0 }
        let given = signature.variadic ? resolved.count : (0..<signature.required).filter(used.contains).count
        guard given >= signature.required else {
            throw ExpressionError(
                code: .syntax,
                message: "\(function.rawValue) needs \(signature.required) values"
                    + " (\(signature.parameters.prefix(signature.required).joined(separator: ", "))), \(given) came",
                position: position)
        }
        if function.isRandom { program.usesRandom = true }
        if resolved == [0] {
            emit(.call(function), at: position)
        } else {
            program.calls.append(CallPlan(function: function, parameters: resolved))
            emit(.callPlanned(program.calls.count - 1), at: position)
        }
    }

    /// An argument; the text of a unit is read once and for all.
    private mutating func argument(of function: Function, _ parameter: Int) throws(ExpressionError) {
        if function == .quantity && parameter == 1, try unit() { return }
        try expression()
    }

    /// Takes a text that stands alone in an argument as a unit.
    private mutating func unit() throws(ExpressionError) -> Bool {
        guard case .string(let text) = token,
            token(ahead: 1) == .sign(.close) || token(ahead: 1) == .sign(.comma)
        else { return false }
        let position = self.position
        do {
            emit(constant: .unit(try Unit(parsing: text)), at: position)
        } catch {
            throw ExpressionError(code: .unit, message: error.message, position: position)
        }
        advance()
        return true
    }

    // MARK: Attributes and subscripts

    private mutating func attribute() throws(ExpressionError) {
        let position = self.position
        guard case .name(let name) = token else { throw error("the name of an attribute") }
        if name == "to" || name == "m_as" {
            advance()
            let opened = self.position
            try expect(.open)
            if try !unit() { try expression() }
            try expect(.close, opened: opened)
            emit(.convert, at: position)
            if name == "m_as" { emit(.attribute(.magnitude), at: position) }
            return
        }
        guard let attribute = Attribute(rawValue: name) else {
            let known = Attribute.allCases.map(\.rawValue) + ["to('unit')"]
            throw ExpressionError(
                code: .unknownName,
                message: "'\(name.prefix(40))' is not an attribute; there are \(known.joined(separator: ", "))",
                position: position)
        }
        advance()
        guard token != .sign(.open) else {
            throw ExpressionError(
                code: .syntax, message: "'\(name)' is an attribute and takes no parentheses", position: self.position)
        }
        emit(.attribute(attribute), at: position)
    }

    private mutating func subscripts(opened: Int) throws(ExpressionError) {
        var items: [SubscriptPlan.Item] = []
        repeat {
            if items.count > 0 && token == .sign(.closeBracket) { break }
            guard items.count < 3 else {
                throw ExpressionError(code: .shape, message: "arrays have three indices at most", position: position)
            }
            items.append(try subscriptItem())
        } while take(.comma)
        try expect(.closeBracket, opened: opened)
        program.subscripts.append(SubscriptPlan(items: items))
        emit(.subscriptPlanned(program.subscripts.count - 1), at: opened)
    }

    private mutating func subscriptItem() throws(ExpressionError) -> SubscriptPlan.Item {
        func isEnd(_ token: Token) -> Bool {
            token == .sign(.colon) || token == .sign(.comma) || token == .sign(.closeBracket)
        }
        var start = false
        if token != .sign(.colon) {
            try expression()
            if token != .sign(.colon) { return .index }
            start = true
        }
        advance()
        var stop = false
        if !isEnd(token) {
            try expression()
            stop = true
        }
        var step = false
        if take(.colon), !isEnd(token) {
            try expression()
            step = true
        }
        return .slice(start: start, stop: stop, step: step)
    }
}
