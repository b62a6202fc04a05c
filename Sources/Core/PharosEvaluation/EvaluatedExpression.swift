// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import PharosModel
import PharosNode

/// An expression, ready to be evaluated with samples for its references.
struct EvaluatedExpression: Sendable {
    let path: String
    let expression: Expression

    /// What stands in its braces.
    var references: [String] { expression.references }
    /// Whether it gives the same value for ever.
    var isConstant: Bool { expression.references.isEmpty && !expression.usesRandom }

    /// - Throws: ``PharosError`` with `invalidName`, and where in the expression.
    init(_ path: String) throws(PharosError) {
        self.path = path
        do {
            expression = try Expression(path)
        } catch {
            throw PharosError(.invalidName, "the expression '\(path.prefix(200))': \(error)", resource: path, cause: error)
        }
    }

    /// Evaluates it.
    ///
    /// The quality is the worst of what went in, the time the latest, so that a value is as old as what it is made of.
    func evaluate(_ samples: [Sample]) throws(PharosError) -> (sample: SourceSample, value: ExpressionValue) {
        var values: [ExpressionValue] = []
        values.reserveCapacity(samples.count)
        for (sample, name) in zip(samples, references) { values.append(try ExpressionValue(sample, of: name)) }
        let value: ExpressionValue
        do {
            value = try expression.evaluate(references: values)
        } catch {
            throw PharosError(.invalidValue, "'\(path.prefix(200))': \(error)", resource: path, cause: error)
        }
        let quality = samples.map(\.quality).max { $0.severity < $1.severity } ?? .valid
        let sample = SourceSample(
            Payload(value.value), timestamp: samples.map(\.timestamp).max() ?? .now,
            quality: value == .none ? .invalid : quality, unit: value.unitText, isRetained: true)
        return (sample, value)
    }
}

extension Quality {
    /// How much worse than `valid` it is.
    var severity: Int {
        switch self {
        case .valid: 0
        case .changing: 1
        case .warning: 2
        case .alarm: 3
        case .invalid: 4
        }
    }
}
