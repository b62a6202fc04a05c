// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

/// Agreement with Taurus on which names are valid, but for ``TaurusDeviation``.
@Suite struct TaurusVerdictTests {
    private static let kinds: [ElementKind] = [.authority, .device, .attribute]

    @Test(arguments: [true, false])
    func agrees(strict: Bool) throws {
        let oracle = try TaurusOracle()
        var known = Set(TaurusDeviation.strict.values.joined())
        if !strict { known.formUnion(TaurusDeviation.loose.values.joined()) }
        var met: Set<TaurusDeviation> = []
        for record in oracle.records {
            for kind in Self.kinds {
                let theirs = (strict ? record.strict : record.loose).contains(kind.rawValue)
                let ours = oracle.grammars.isValid(record.explicit, kinds: [kind], strict: strict)
                guard theirs != ours else { continue }
                let deviation = TaurusDeviation(kind: kind, name: record.name, isAccepted: ours)
                met.insert(deviation)
                #expect(
                    known.contains(deviation),
                    "\(strict ? "strict" : "loose") \(kind) \(record.name.debugDescription): Taurus says \(theirs)")
            }
        }
        let unmet = known.subtracting(met).map { "\($0.kind) \($0.name.debugDescription)" }
        #expect(unmet.isEmpty, "these are listed as deviations and are none")
    }

    /// What a name names is what it is valid for, and the fast check agrees with the parser.
    @Test(arguments: [true, false])
    func checkAndParseAgree(strict: Bool) throws {
        let oracle = try TaurusOracle()
        for record in oracle.records {
            let kinds = oracle.grammars.kinds(of: record.explicit, strict: strict)
            for kind in ElementKind.allCases {
                let parsed = try? oracle.grammars.parse(record.explicit, as: kind, strict: strict)
                #expect((parsed != nil) == kinds.contains(kind), "\(kind) \(record.name.debugDescription)")
                #expect(parsed == nil || parsed?.kind == kind)
            }
        }
    }
}
