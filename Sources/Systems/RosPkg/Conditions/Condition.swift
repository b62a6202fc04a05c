// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A condition of REP-149, such as `$ROS_VERSION == 2 and ($ROS_DISTRO == jazzy or $A != '')`.
///
/// Operands are `$NAME`, bare words of letters, digits, `_` and `-`, or quoted text. Comparison is of text by code point
/// (`10 < 9` is true); a variable that is not set is the empty text; `and` binds tighter than `or`.
public struct Condition: Hashable, Sendable {
    /// The condition as written.
    public let text: String
    let root: Term

    indirect enum Term: Hashable, Sendable {
        case comparison(Operand, Operator, Operand)
        case all([Term])
        case any([Term])
    }

    enum Operand: Hashable, Sendable {
        case variable(String)
        case literal(String)
    }

    enum Operator: String, CaseIterable, Sendable {
        // The longer ones first: they are tried in this order.
        case equal = "=="
        case notEqual = "!="
        case atLeast = ">="
        case greater = ">"
        case atMost = "<="
        case less = "<"
    }

    /// Parses a condition.
    ///
    /// - Throws: `RosPkgError` with code `invalidCondition`, saying what was expected and where.
    public init(parsing text: String) throws {
        self.text = text
        var parser = ConditionParser(text)
        root = try parser.parse()
    }

    /// The variables it looks at, in order of appearance.
    public var variables: [String] {
        var names: [String] = []
        func visit(_ term: Term) {
            switch term {
            case .comparison(let left, _, let right):
                for case .variable(let name) in [left, right] where !names.contains(name) { names.append(name) }
            case .all(let terms), .any(let terms): terms.forEach(visit)
            }
        }
        visit(root)
        return names
    }

    /// Whether it holds, with these values of the variables.
    public func evaluate(_ context: [String: String]) -> Bool {
        func value(_ operand: Operand) -> String {
            switch operand {
            case .variable(let name): context[name] ?? ""
            case .literal(let text): text
            }
        }
        func holds(_ term: Term) -> Bool {
            switch term {
            case .all(let terms): return terms.allSatisfy(holds)
            case .any(let terms): return terms.contains(where: holds)
            case .comparison(let left, let comparison, let right):
                // The bytes of UTF-8 sort as the code points do; String's own order is another (canonical forms).
                let (a, b) = (value(left).utf8, value(right).utf8)
                switch comparison {
                case .equal: return a.elementsEqual(b)
                case .notEqual: return !a.elementsEqual(b)
                case .less: return a.lexicographicallyPrecedes(b)
                case .greater: return b.lexicographicallyPrecedes(a)
                case .atMost: return !b.lexicographicallyPrecedes(a)
                case .atLeast: return !a.lexicographicallyPrecedes(b)
                }
            }
        }
        return holds(root)
    }
}
