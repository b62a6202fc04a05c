// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosConformance
import PharosEvaluation
import Testing

/// Expressions: attributes that are there as soon as somebody writes them.
struct EvalFixture: ConformanceFixture {
    typealias Subject = EvalInterface

    let resources: [ConformanceResource] = [.readOnly("1+2"), .readOnly("rand()"), .readOnly("arange(5)[1:3]")]
    let hasOpenNames = true
}

@Suite(.timeLimit(.minutes(5))) struct EvalConformanceTests {
    @Test func expressionsConform() async {
        let report = await Conformance.run(EvalFixture())
        #expect(report.isPassed, "\(report)")
    }
}
