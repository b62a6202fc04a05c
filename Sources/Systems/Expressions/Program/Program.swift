// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A compiled expression: steps in the order of their evaluation.
///
/// There is no tree, so that neither evaluating nor releasing a long expression recurses.
struct Program: Sendable {
    struct Step: Sendable {
        var instruction: Instruction
        /// The offset in the text.
        var position: Int32
    }

    var steps: [Step] = []
    var constants: [ExpressionValue] = []
    var calls: [CallPlan] = []
    var subscripts: [SubscriptPlan] = []
    var references: [String] = []
    var referenceIndices: [String: Int] = [:]
    /// Where the steps of each substitution begin.
    var substitutions: [Int] = []
    /// Where the expression itself begins.
    var entry = 0
    var usesRandom = false
}
