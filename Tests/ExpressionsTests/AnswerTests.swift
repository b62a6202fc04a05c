// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import Testing

/// Agreement with Python, numpy and pint.
@Suite struct AnswerTests {
    /// Where we answer otherwise, and why.
    static let deviations: [String: String] = [
        "max(Q(1,'m'),Q(20,'cm'))": "1.0 m instead of 1 m: the candidates are first brought to one unit"
    ]

    @Test func recordedAnswers() throws {
        let answers = try Answer.load()
        #expect(answers.count > 300)
        for answer in answers where Self.deviations[answer.expression] == nil {
            let outcome = Result { try evaluate(answer.expression) }
            switch (outcome, answer.error) {
            case (.success(let value), nil):
                let difference = answer.difference(value)
                #expect(difference == nil, "\(answer.expression): \(difference ?? "")")
            case (.failure(let error), nil): Issue.record("\(answer.expression): \(error)")
            case (.success(let value), let error?):
                Issue.record("\(answer.expression): \(error) is expected, \(value) came")
            case (.failure, _?): break
            }
        }
    }
}
