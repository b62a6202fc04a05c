// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing

@testable import Pods

@Suite struct HealthTests {
    @Test func whoAnswersIsLeftAlone() {
        var health = WorkerHealth()
        for _ in 0..<3 {
            #expect(health.look(isIdle: true) == .ask)
            health.hasSpoken()
        }
    }

    @Test func whoDoesNotIsReplaced() {
        var health = WorkerHealth()
        health.hasSpoken()
        #expect(health.look(isIdle: true) == .ask)
        #expect(health.look(isIdle: true) == .replace)
    }

    /// A call that came after the question keeps the process from answering it.
    @Test func whoIsAtWorkNeedNotAnswer() {
        var health = WorkerHealth()
        #expect(health.look(isIdle: true) == .ask)
        #expect(health.look(isIdle: false) == .nothing)
        #expect(health.look(isIdle: true) == .ask)
        health.hasSpoken()
        #expect(health.look(isIdle: true) == .ask)
    }
}
