// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import PharosModel
import Testing

/// Grammars that plug-ins declare in their manifests.
@Suite struct DeclaredGrammarTests {
    private func grammars(_ change: (inout DeclaredGrammar) -> Void) throws -> NameGrammars {
        var grammar = DeclaredGrammar(scheme: "redis", attribute: .init(2, 2), device: .init(1, 1))
        change(&grammar)
        var grammars = NameGrammars.builtIn
        try grammars.add(grammar)
        return grammars
    }

    @Test func partsDecideWhatIsNamed() throws {
        let grammars = try grammars { _ in }
        #expect(grammars.kinds(of: "redis://localhost/0/float_scalar") == [.attribute])
        #expect(grammars.kinds(of: "redis:/0") == [.device])
        #expect(grammars.kinds(of: "redis://localhost") == [.authority])
        #expect(grammars.kinds(of: "redis:/0/a/b").isEmpty)
        #expect(grammars.kinds(of: "redis:/0/a?x").isEmpty)
        #expect(grammars.kinds(of: "redis:0/a").isEmpty)
        #expect(try grammars.parse("redis:0/a", strict: false).canonical == "redis:/0/a")
    }

    @Test func authoritiesAreWantedOptionalOrNone() throws {
        let wanted = try grammars { $0.authority = .wanted }
        #expect(wanted.kinds(of: "redis:/0/a").isEmpty)
        #expect(wanted.kinds(of: "redis://h/0/a") == [.attribute])
        let none = try grammars { $0.authority = .none }
        #expect(none.kinds(of: "redis://h/0/a").isEmpty)
        #expect(none.kinds(of: "redis:/0/a") == [.attribute])
        #expect(none["redis"]?.kinds == [.attribute, .device])
    }

    @Test func pathsCanBeRelative() throws {
        let grammars = try grammars { $0.isAbsolute = false }
        #expect(grammars.kinds(of: "redis:0/a") == [.attribute])
        #expect(grammars.kinds(of: "redis:/0/a").isEmpty)
        #expect(grammars.kinds(of: "redis://h/0/a") == [.attribute])
    }

    @Test func caseIsDeclared() throws {
        let grammars = try grammars { $0.isCaseSensitive = false }
        #expect(try grammars.parse("redis:/0/A").identity == grammars.parse("redis:/0/a").identity)
    }

    @Test func takenAndIllegalSchemesAreRefused() {
        var grammars = NameGrammars.builtIn
        #expect(throws: NameError.self) { try grammars.add(DeclaredGrammar(scheme: "tango")) }
        #expect(throws: NameError.self) { try grammars.add(DeclaredGrammar(scheme: "Upper")) }
        #expect(throws: NameError.self) { try grammars.add(DeclaredGrammar(scheme: "a/b")) }
        #expect(throws: NameError.self) { try grammars.add(DeclaredGrammar(scheme: "")) }
    }

    @Test func nonsenseLimitsAreHarmless() throws {
        let grammars = try grammars { $0.attribute = .init(5, -3) }
        #expect(grammars.kinds(of: "redis:/a/b/c/d/e") == [.attribute])
    }

    @Test func manifestsRoundTrip() throws {
        let grammar = DeclaredGrammar(scheme: "redis", attribute: .init(2, 3))
        let data = try JSONEncoder().encode(grammar)
        #expect(try JSONDecoder().decode(DeclaredGrammar.self, from: data) == grammar)
        let short = Data(#"{"scheme":"redis","attribute":{"minimum":1,"maximum":2}}"#.utf8)
        let declared = try JSONDecoder().decode(DeclaredGrammar.self, from: short)
        #expect(declared.isCaseSensitive && declared.authority == .optional && declared.kinds.contains(.attribute))
    }
}
