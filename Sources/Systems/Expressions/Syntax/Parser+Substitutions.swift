// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Parser {
    /// The keys of `key=value;` before the expression, in their order, with the place of each value.
    mutating func keys() throws(ExpressionError) -> [(name: String, start: Int)] {
        var found: [(name: String, start: Int)] = []
        let begin = location
        while case .name(let name) = token, token(ahead: 1) == .sign(.assign) {
            try declare(name, at: position)
            found.append((name, location + 2))
            while token != .sign(.semicolon) {
                guard token != .end else { throw error("';' and an expression after the value of '\(name)'") }
                advance()
            }
            advance()
        }
        move(to: begin)
        return found
    }

    /// Makes a name known as a substitution.
    mutating func declare(_ name: String, at position: Int?) throws(ExpressionError) {
        guard !keywords.contains(name) else {
            throw ExpressionError(code: .syntax, message: "'\(name)' cannot be a key", position: position)
        }
        guard substitutions[name] == nil else {
            throw ExpressionError(
                code: .syntax, message: "the key '\(name.prefix(40))' is given twice", position: position)
        }
        substitutions[name] = substitutions.count
        program.substitutions.append(0)
    }

    /// Compiles the value of a substitution, which ends at `terminator`; gives those it refers to.
    mutating func substitution(_ index: Int, terminator: Token) throws(ExpressionError) -> Set<Int> {
        program.substitutions[index] = program.steps.count
        dependencies = []
        try expression()
        guard token == terminator else { throw error("';'") }
        advance()
        emit(.keep(index))
        return dependencies
    }

    /// Refuses substitutions that refer to each other in a circle; says which.
    static func refuseCycles(_ dependencies: [Set<Int>], names: [String]) throws(ExpressionError) {
        var state = [UInt8](repeating: 0, count: dependencies.count)
        for root in dependencies.indices where state[root] == 0 {
            var path: [(node: Int, rest: [Int])] = [(root, Array(dependencies[root]))]
            state[root] = 1
            while let last = path.indices.last {
                guard let next = path[last].rest.popLast() else {
                    state[path[last].node] = 2
                    path.removeLast()
                    continue
                }
                if state[next] == 1, let begin = path.firstIndex(where: { $0.node == next }) {
                    let circle = path[begin...].map { names[$0.node] } + [names[next]]
                    throw ExpressionError(
                        code: .cycle, message: "substitutions refer to each other: \(circle.joined(separator: " → "))")
                }
                if state[next] == 0 {
                    state[next] = 1
                    path.append((next, Array(dependencies[next])))
                }
            }
        }
    }
}
