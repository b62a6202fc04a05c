// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosNode

/// One run of all checks against one interface.
struct ConformanceRun<Fixture: ConformanceFixture>: Sendable {
    let fixture: Fixture
    let place: TestPlace
    let results: CheckResults

    init(_ fixture: Fixture, _ place: TestPlace, _ results: CheckResults) {
        self.fixture = fixture
        self.place = place
        self.results = results
    }

    func perform() async throws {
        let end = ShutdownWatch()
        try await withPharos(place.configuration) { pharos in
            let system = ConformanceSystem(
                pharos: pharos, scheme: Fixture.Subject.scheme, authority: fixture.authority)
            let context = CheckContext(fixture: fixture, system: system, grammars: grammars(), probe: place.probe)
            let isReady = await perform("kit: the system is ready") {
                try await fixture.prepare(system)
                _ = try await context.list()
                return ""
            }
            if isReady {
                for check in Check.all { await perform(check.name) { try await check.body(context) } }
                if place.probe == nil { await NodeChecks.perform(self, context) }
            }
            await perform("kit: the system is tidied up") {
                try await fixture.tidy(system)
                return ""
            }
            end.begins()
        }
        await ShutdownChecks.perform(self, end)
    }

    /// Does one check and notes how it ends.
    /// - Returns: whether it did not fail.
    @discardableResult
    func perform(_ name: String, _ body: @escaping @Sendable () async throws -> String) async -> Bool {
        let started = ContinuousClock.now
        var outcome = ConformanceCheck.Outcome.passed
        var text: String
        do {
            text = try await Limited.run(Conformance.limit, "the check", body)
        } catch let reason as ConformanceNotExercised {
            outcome = .notExercised
            text = reason.description
        } catch {
            outcome = .failed
            text = "\(error)"
        }
        results.add(ConformanceCheck(name: name, outcome: outcome, text: text, duration: ContinuousClock.now - started))
        return outcome != .failed
    }

    private func grammars() -> NameGrammars {
        var grammars = NameGrammars.builtIn
        if grammars[Fixture.Subject.scheme] == nil { try? grammars.add(Fixture.Subject.manifest.names) }
        return grammars
    }
}
