// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import PharosModel
import PharosNode

extension Pharos {
    /// The grammars of names as this program understands them: its environment's default authorities, its table of
    /// resources, the schemes of its plug-ins. To ask what a name is: `pharos.names.isValid(…)`, `.scheme(of:)`,
    /// `.kinds(of:)`, `.parse(…)`.
    public var names: NameGrammars {
        grammars.withLockedValue { grammars in
            if let grammars { return grammars }
            let made = makeNames()
            grammars = made
            return made
        }
    }

    private func makeNames() -> NameGrammars {
        var names = NameGrammars(
            defaultScheme: configuration.defaultScheme,
            defaultAuthorities: DefaultAuthorities(environment: environment), resources: aliases.table)
        // A scheme that is there already keeps its grammar.
        for grammar in configuration.grammars { try? names.add(grammar) }
        for type in configuration.embedded where names[type.scheme] == nil {
            try? names.add(DeclaredGrammar(scheme: type.scheme))
        }
        return SchemeCatalogue.grammars(environment: environment, onTopOf: names)
    }
}
